"""The actions that the rules name; rasa_sdk finds every Action subclass in here."""
