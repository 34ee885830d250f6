"""The programme document: its reader, its schema, its errors with their places, its words in Russian and English."""
