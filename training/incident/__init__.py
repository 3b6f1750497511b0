"""How ``models/incident`` is trained; see README.md."""
