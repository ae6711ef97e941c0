"""The portfolio: programmes, projects and their components, actions, who answers for them, and the priority list."""
