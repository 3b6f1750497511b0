"""The recipe that trains the English pipeline ``en_blameless``; see README.md beside this file."""
