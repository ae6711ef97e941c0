"""What Rumbo says to people: the outbox, reminders, escalation, digests, followers, announcements, templates."""
