package article

import (
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// regional are encodings of which one is the guess where the bytes alone tell nothing. Of two that read a text equally
// well the first is taken.
var regional = [...]string{"windows-1252", "windows-1250", "iso-8859-2", "windows-1254", "windows-1256", "iso-8859-6"}

// alphabets are the letters outside ASCII of languages that are not written in windows-1252.
var alphabets = map[string]string{
	"ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
	"cs": "ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽáčďéěíňóřšťúůýžÄĹĽÔŔäĺľôŕ", // and Slovak, which is taken for it
	"hr": "ČĆĐŠŽčćđšž",
	"hu": "ÁÉÍÓÖŐÚÜŰáéíóöőúüű",
	"pl": "ĄĆĘŁŃÓŚŹŻąćęłńóśźż",
	"ro": "ĂÂÎŞŢăâîşţ",
	"sl": "ČŠŽčšž",
	"tr": "ÇĞİÖŞÜçğıöşü",
}

// regionalEncoding guesses the encoding in which a text has most letters of its language, which shows in the letters that all
// of these encodings share.
func regionalEncoding(data []byte) (enc encoding.Encoding, name string) {
	most := -1
	for _, candidate := range regional {
		e, _ := charset.Lookup(candidate)
		decoded, err := e.NewDecoder().Bytes(head(data, sampleSize))
		if err != nil {
			continue
		}
		text, letters := string(decoded), 0
		alphabet := alphabets[detectLanguage(text)]
		for _, r := range text {
			if strings.ContainsRune(alphabet, r) {
				letters++
			}
		}
		if letters > most {
			enc, name, most = e, candidate, letters
		}
	}
	return enc, name
}
