"""What makes the members' pages a thing on the phone: manifest, icons, worker."""
