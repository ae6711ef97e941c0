"""Views, forms and addresses."""
