"""HTTP for machines: tills, booking systems, web shops. It speaks the journals' words (design 11)."""
