"""Rasa graph components; the logic is in bot.understanding and bot.safety."""
