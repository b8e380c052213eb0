"""What is said of a verification, for machines and for people; nothing here verifies."""
