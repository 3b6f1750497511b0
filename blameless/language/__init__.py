"""What is known of languages: one package a language, handed to every room that reads words."""
