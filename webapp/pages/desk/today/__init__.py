"""What was sold and taken back today."""
