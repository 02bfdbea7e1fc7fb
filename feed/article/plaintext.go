package article

// PlainText returns the text that a piece of HTML shows, in one line.
func PlainText(html string) string { return oneLine(plainText(html)) }

// FingerprintOf returns the Fingerprint of the text that a piece of HTML shows. It is not that of an article from whose
// source the HTML was made.
func FingerprintOf(html string) Fingerprint { return fingerprint(plainText(html)) }
