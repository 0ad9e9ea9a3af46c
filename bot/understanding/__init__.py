"""What a message asks, without Rasa and without TensorFlow."""
