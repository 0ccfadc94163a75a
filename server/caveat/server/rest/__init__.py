"""The contract as JSON over HTTP: the protobuf JSON mapping, read strictly."""
