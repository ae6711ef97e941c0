"""The site with a page that takes its time, to see that a stop waits for it."""
