package feed

// Fit is what Documents does before it writes.
func Fit(f *Feed, limit int) (int, error) {
	if f.atMost() <= limit {
		return 0, nil
	}
	p, err := prepare(f)
	if err != nil {
		return 0, err
	}
	defer p.free()
	return p.fit(f, limit)
}
