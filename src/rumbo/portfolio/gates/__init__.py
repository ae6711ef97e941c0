"""The gates between the stages of a project: what each can ask for, and what a project lacks."""
