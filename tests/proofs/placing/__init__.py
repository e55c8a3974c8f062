"""What the long proof and the benchmark of placing are made of; nothing here is used by the service."""
