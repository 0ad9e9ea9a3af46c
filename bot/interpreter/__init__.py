"""What a reported HER2 result means under the rules laboratories use. Pure: no Rasa, no I/O."""
