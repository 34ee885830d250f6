"""What a member has agreed to and refused."""
