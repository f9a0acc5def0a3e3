"""What writing notes needs, and what is written of them: the newsletter of an origin."""
