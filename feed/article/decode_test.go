package article

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

func TestDecodeEncodings(t *testing.T) {
	const (
		french   = "Le café est fermé. L'été dernier, nous étions à la plage où il faisait très chaud."
		russian  = "Это обычный русский текст, который нужно распознать правильно. Москва является столицей России."
		japanese = "これは日本語の文章です。文字コードを正しく判定する必要があります。"
		chinese  = "这是一个中文文本，需要正确识别编码。北京是中国的首都。"
		korean   = "이것은 한국어 텍스트입니다. 인코딩을 올바르게 인식해야 합니다."
		greek    = "Αυτό είναι ένα ελληνικό κείμενο που πρέπει να αναγνωριστεί σωστά."
		arabic   = "لاحظ سكان المدينة صباح يوم الاثنين أن الشوارع كانت مغطاة بالثلوج."
		czech    = "Příliš žluťoučký kůň úpěl ďábelské ódy. Dnes v Praze proběhl velký koncert, na který přišlo mnoho lidí."
		polish   = "W poniedziałek rano mieszkańcy zauważyli, że ulice są pełne śniegu."
		turkish  = "Pazartesi sabahı burada yaşayanlar sokakların karla kaplı olduğunu gördüler."
		hebrew   = "זהו טקסט בעברית שצריך לזהות נכון. ירושלים היא בירת ישראל."
	)
	for _, tt := range []struct {
		name, text string
		guessed    bool
	}{
		{"utf-8", french, false},
		{"utf-16le", french, false},
		{"utf-16be", russian, false},
		{"windows-1252", french, true},
		{"windows-1251", russian, false},
		{"koi8-r", russian, false},
		{"shift_jis", japanese, false},
		{"euc-jp", japanese, false},
		{"iso-2022-jp", japanese, false},
		{"gb18030", chinese, false},
		{"euc-kr", korean, false},
		{"big5", "這是一個中文文本，需要正確識別編碼。台北是台灣的首都。", false},
		{"iso-8859-7", greek, false},
		{"windows-1255", hebrew, false},
		{"windows-1250", czech, true},
		{"iso-8859-2", czech, true},
		{"windows-1250", polish, true},
		{"iso-8859-2", polish, true},
		{"windows-1254", turkish, true},
		{"windows-1256", arabic, true},
		{"iso-8859-6", arabic, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			enc, _ := charset.Lookup(tt.name)
			data, err := enc.NewEncoder().Bytes([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			got, warning, fault := decode(data)
			if fault != nil || string(got) != tt.text {
				t.Errorf("got %q, %v, want %q", got, fault, tt.text)
			}
			if (warning != nil) != tt.guessed {
				t.Errorf("got warning %v, want one: %v", warning, tt.guessed)
			}
		})
	}
}

func TestDecodeMarks(t *testing.T) {
	const text = "Grüße\nfrom – here"
	for name, data := range map[string][]byte{
		"UTF-8":     []byte("\xEF\xBB\xBF" + text),
		"UTF-16 LE": encode(t, unicode.LittleEndian, text),
		"UTF-16 BE": encode(t, unicode.BigEndian, text),
	} {
		if got, warning, fault := decode(data); string(got) != text || warning != nil || fault != nil {
			t.Errorf("%s: got %q, %v, %v, want %q", name, got, warning, fault, text)
		}
	}
}

func encode(t *testing.T, order unicode.Endianness, text string) []byte {
	t.Helper()
	data, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDecodeDeclared(t *testing.T) {
	const start = `<html><head><meta name="x" content="y"><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">`
	got, warning, fault := decode([]byte(start + "P\xF8\xEDli\xB9"))
	if want := start + "Příliš"; string(got) != want || warning != nil || fault != nil {
		t.Errorf("got %q, %v, %v, want %q", got, warning, fault, want)
	}
}

func TestDecodeDamagedUTF8(t *testing.T) {
	got, warning, fault := decode([]byte("Grüße an alle, schöne Übung, größte Mühe\xC3"))
	if want := "Grüße an alle, schöne Übung, größte Mühe\uFFFD"; string(got) != want || warning == nil || fault != nil {
		t.Errorf("got %q, %v, %v, want %q and a warning", got, warning, fault, want)
	}
}

func TestDecodeBinary(t *testing.T) {
	for name, data := range map[string]string{
		"PDF":      "%PDF-1.7\n%\xE2\xE3",
		"PNG":      "\x89PNG\r\n\x1a\n\x00\x00",
		"ZIP":      "PK\x03\x04\x14\x00",
		"gzip":     "\x1F\x8B\x08\x00",
		"ELF":      "\x7FELF\x02\x01",
		"NUL":      "some text\x00and more of it",
		"NULs":     strings.Repeat("ab\x00", 50),
		"controls": strings.Repeat("\x05\x06text", 50),
	} {
		got, _, fault := decode([]byte(data))
		if fault == nil || got != nil || fault.Fix == "" {
			t.Errorf("%s: got %q, %v, want an error with a fix", name, got, fault)
		}
	}
}

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\n\r\nd\r": "a\nb\nc\n\nd\n",
		"a\x01b\x04c\x0Bd\t": "abcd\t",
		"\uFEFFa\uFEFFb":     "ab",
		"a\uFFFEb\uFFFFc":    "abc",
		"a\uFDD0b\U0001FFFF": "ab",
		"，。\U0001F389\uFFFD": "，。\U0001F389\uFFFD",
	} {
		if got := normalise([]byte(in)); string(got) != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if got := normaliseString(in); got != want {
			t.Errorf("%q: got string %q, want %q", in, got, want)
		}
	}
}

func TestDecodeDoesNotCopyPlainText(t *testing.T) {
	data := []byte("Ordinary text, with „quotes“ and 漢字，\nand lines.\n")
	got, _, _ := decode(data)
	if &got[0] != &data[0] {
		t.Error("got a copy, want the same bytes")
	}
	if n := testing.AllocsPerRun(10, func() { decode(data) }); n > 0 {
		t.Errorf("got %v allocations, want 0", n)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"plain", "a\r\nb\rc", "\xFF\xFEa\x00", "\xE4\xF6\xFC und so weiter", "\xEF\xBB\xBFx\uFFFF", "<meta charset=koi8-r>\xD0\xD2"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		text, _, fault := decode(data)
		if !bytes.Equal(before, data) {
			t.Fatal("decode changed its input")
		}
		if fault != nil && text != nil {
			t.Fatalf("got both %q and %v", text, fault)
		}
		if !utf8.Valid(text) {
			t.Fatalf("got %q, want UTF-8", text)
		}
		if bad := forbidden(string(text)); bad != "" {
			t.Fatalf("got forbidden %q", bad)
		}
	})
}

// forbidden is the first character of s that XML 1.0 or a Marked may not hold.
func forbidden(s string) string {
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF {
			return string(r)
		}
	}
	return ""
}

func TestFirstFault(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			text := bytes.Repeat([]byte("a"), 24)
			copy(text[at:], []byte{byte(c), 0xBB, 0xBF, 0xBF})
			want := len(text)
			for i := range text {
				if faultLen(text[i:]) > 0 {
					want = i
					break
				}
			}
			if got := firstFault(text); got != want {
				t.Errorf("%q: got %d, want %d", text, got, want)
			}
		}
	}
}
