"""The gRPC service: from messages to requests, from reports and errors to answers."""
