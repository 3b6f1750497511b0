"""How the judge is made: labels, teacher, students, and what decides at the end. See README.md beside this file."""
