package article

import "testing"

func TestFirstSentence(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"No end", "No end"},
		{"One. Two.", "One."},
		{"One!  Two.", "One!"},
		{"First line\nSecond line.", "First line"},
		{"Mr. Smith met Dr. Jones. They spoke.", "Mr. Smith met Dr. Jones."},
		{"The U.S. Army came. It went.", "The U.S. Army came."},
		{"She lives in the U.S. She likes it.", "She lives in the U.S."},
		{"J. R. R. Tolkien wrote it. We read it.", "J. R. R. Tolkien wrote it."},
		{"By George W. Bush. More.", "By George W. Bush."},
		{"It costs 3.50 dollars. Really.", "It costs 3.50 dollars."},
		{"Version 1.2.3 is out. Get it.", "Version 1.2.3 is out."},
		{"Use a tool, e.g. Hugo or Zola. Then build.", "Use a tool, e.g. Hugo or Zola."},
		{"See No. 5 of the list. Good.", "See No. 5 of the list."},
		{"Did he? No. He did not.", "Did he?"},
		{"No. He did not.", "No."},
		{"On Jan. 5 it began. It ended.", "On Jan. 5 it began."},
		{"It began in Jan. The rest is known.", "It began in Jan."},
		{"\"Is it?\" he asked. She nodded.", "\"Is it?\" he asked."},
		{"“It is.” Then she left.", "“It is.”"},
		{"He said \"Stop.\" Then he left.", "He said \"Stop.\""},
		{"(Really.) More.", "(Really.)"},
		{"Yahoo! announced it. Nobody cared.", "Yahoo! announced it."},
		{"1. The first point. The second.", "1. The first point."},
		{"Well... maybe. Or not.", "Well... maybe."},
		{"Apple Inc. Was founded. Long ago.", "Apple Inc. Was founded."},
		{"Acme Inc. The rest.", "Acme Inc."},
		{"At 5 p.m. The bell rang.", "At 5 p.m."},
		{"At 5 p.m. Eastern time it rang. Loudly.", "At 5 p.m. Eastern time it rang."},
		{"Seite 5. Das ist neu.", "Seite 5."},
		{"Am 3. Oktober war frei. Danach nicht.", "Am 3. Oktober war frei."},
		{"Das gilt z. B. Hunden. Katzen nicht.", "Das gilt z. B. Hunden."},
		{"これは文です。次の文です。", "これは文です。"},
		{"「本当?」と彼は言った。はい。", "「本当?」"},
		{"真的吗？是的！", "真的吗？"},
		{"これは文です。「次の文です。」", "これは文です。"},
		{"他走了。（《完》）", "他走了。"},
		{"Er sagt: „Komm.“ Dann geht er.", "Er sagt: „Komm.“"},
		{"Er sagt: „Komm.“", "Er sagt: „Komm.“"},
		{"هل هذا صحيح؟ نعم.", "هل هذا صحيح؟"},
		{"यह एक वाक्य है। यह दूसरा है।", "यह एक वाक्य है।"},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			if got := firstSentence(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
