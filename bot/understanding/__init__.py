"""What a message means: phrases learnt at load, no language model, nothing leaves the process."""
