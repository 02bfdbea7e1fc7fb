package check

// Sound shows the scan of Unfit to the tests.
func Sound(data []byte) bool { return sound(data) }
