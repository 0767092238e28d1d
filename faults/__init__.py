"""What is done to a running Pingyi to see what it keeps."""
