package site

import "strings"

// languageName returns what a language is called in itself, the tag where that is not known.
//
// The names are those of golang.org/x/text/language/display. That package knows more of them, but it makes the program a
// twelfth larger and runs for most of a millisecond whenever it starts.
func languageName(tag string) string {
	if name := nameOf(tag); name != "" {
		return name
	}
	base, rest, _ := strings.Cut(tag, "-")
	switch name := nameOf(base); {
	case name == "":
		return tag
	case rest == "":
		return name
	default:
		return name + " (" + rest + ")"
	}
}

func nameOf(tag string) string {
	for _, known := range languageNames {
		if strings.EqualFold(known.tag, tag) {
			return known.name
		}
	}
	return ""
}

var languageNames = [...]struct{ tag, name string }{
	{"af", "Afrikaans"}, {"ar", "العربية"}, {"az", "azərbaycan"}, {"be", "беларуская"}, {"bg", "български"}, {"bn", "বাংলা"},
	{"br", "brezhoneg"}, {"bs", "bosanski"}, {"ca", "català"}, {"cs", "čeština"}, {"cy", "Cymraeg"}, {"da", "dansk"},
	{"de", "Deutsch"}, {"el", "Ελληνικά"}, {"en", "English"}, {"eo", "esperanto"}, {"es", "español"}, {"et", "eesti"},
	{"eu", "euskara"}, {"fa", "فارسی"}, {"fi", "suomi"}, {"fil", "Filipino"}, {"fr", "français"}, {"ga", "Gaeilge"},
	{"gl", "galego"}, {"gu", "ગુજરાતી"}, {"he", "עברית"}, {"hi", "हिन्दी"}, {"hr", "hrvatski"}, {"hu", "magyar"},
	{"hy", "հայերեն"}, {"id", "Indonesia"}, {"is", "íslenska"}, {"it", "italiano"}, {"ja", "日本語"}, {"ka", "ქართული"},
	{"kk", "қазақ тілі"}, {"km", "ខ្មែរ"}, {"kn", "ಕನ್ನಡ"}, {"ko", "한국어"}, {"lb", "Lëtzebuergesch"}, {"lt", "lietuvių"},
	{"lv", "latviešu"}, {"mk", "македонски"}, {"ml", "മലയാളം"}, {"mn", "монгол"}, {"mr", "मराठी"}, {"ms", "Melayu"},
	{"my", "မြန်မာ"}, {"nb", "norsk bokmål"}, {"ne", "नेपाली"}, {"nl", "Nederlands"}, {"nn", "nynorsk"}, {"no", "norsk bokmål"},
	{"pa", "ਪੰਜਾਬੀ"}, {"pl", "polski"}, {"ps", "پښتو"}, {"pt", "português"}, {"ro", "română"}, {"ru", "русский"}, {"si", "සිංහල"},
	{"sk", "slovenčina"}, {"sl", "slovenščina"}, {"sq", "shqip"}, {"sr", "српски"}, {"sv", "svenska"}, {"sw", "Kiswahili"},
	{"ta", "தமிழ்"}, {"te", "తెలుగు"}, {"th", "ไทย"}, {"tr", "Türkçe"}, {"uk", "українська"}, {"ur", "اردو"}, {"uz", "o‘zbek"},
	{"vi", "Tiếng Việt"}, {"zh", "中文"}, {"zh-CN", "简体中文"}, {"zh-Hans", "简体中文"}, {"zh-Hant", "繁體中文"}, {"zh-TW", "繁體中文"},
}
