"""The loyalty manager's queues."""
