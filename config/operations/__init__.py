"""What whoever runs a server sees of it: probes, request ids, the log, metrics, traces."""
