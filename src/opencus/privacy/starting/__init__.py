"""What a new centre begins with: texts to be read, corrected and put in force by its inspector."""
