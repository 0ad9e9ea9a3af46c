"""What the assistant says, without Rasa."""
