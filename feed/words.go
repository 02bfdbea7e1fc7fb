package feed

import "strings"

// words are what a banner says by itself, as markup.
type words struct {
	language string // that they are written in
	what     string // this is
	how      string // to subscribe; the address follows
	page     string // is the text of a link to it
}

// wordsFor returns the words in a feed's language, English where there are none.
func wordsFor(tag string) words {
	switch primary(tag) {
	case "ar":
		return words{"ar", "هذه خلاصة.", "انسخ هذا العنوان إلى قارئ خلاصات ليصلك كل مقال جديد تلقائيًا:", "اقرأها كصفحة"}
	case "cs":
		return words{"cs", "Toto je informační kanál (feed).", "Zkopírujte tuto adresu do čtečky kanálů a každý nový článek k vám přijde sám:", "Číst jako stránku"}
	case "da":
		return words{"da", "Dette er et feed.", "Kopiér denne adresse til en feedlæser, så kommer hver ny artikel til dig automatisk:", "Læs som webside"}
	case "de":
		return words{"de", "Dies ist ein Feed.", "Kopieren Sie diese Adresse in einen Feedreader, und jeder neue Artikel kommt von selbst zu Ihnen:", "Als Seite lesen"}
	case "es":
		return words{"es", "Esto es un canal de noticias (feed).", "Copie esta dirección en un lector de feeds y cada artículo nuevo le llegará por sí solo:", "Leer como página"}
	case "fa":
		return words{"fa", "این یک خوراک است.", "این نشانی را در یک خوراک\u200cخوان وارد کنید تا هر نوشتهٔ تازه خودبه\u200cخود به شما برسد:", "خواندن به صورت صفحهٔ وب"}
	case "fi":
		return words{"fi", "Tämä on syöte.", "Kopioi tämä osoite syötteenlukijaan, niin jokainen uusi artikkeli tulee sinulle itsestään:", "Lue verkkosivuna"}
	case "fr":
		return words{"fr", "Ceci est un flux.", "Copiez cette adresse dans un lecteur de flux, et chaque nouvel article viendra à vous de lui-même\u00a0:", "Lire comme une page"}
	case "he":
		return words{"he", "זוהי הזנה (פיד).", "העתיקו את הכתובת הזו לקורא הזנות, וכל מאמר חדש יגיע אליכם מעצמו:", "קריאה כדף אינטרנט"}
	case "hi":
		return words{"hi", "यह एक फ़ीड है।", "इस पते को किसी फ़ीड रीडर में कॉपी करें, और हर नया लेख आप तक अपने-आप पहुँचेगा:", "वेब पेज के रूप में पढ़ें"}
	case "hu":
		return words{"hu", "Ez egy hírcsatorna (feed).", "Másolja ezt a címet egy hírolvasóba, és minden új cikk magától érkezik:", "Olvasás weboldalként"}
	case "id":
		return words{"id", "Ini adalah feed.", "Salin alamat ini ke pembaca feed, dan setiap artikel baru akan datang dengan sendirinya:", "Baca sebagai halaman"}
	case "it":
		return words{"it", "Questo è un feed.", "Copia questo indirizzo in un lettore di feed e ogni nuovo articolo ti arriverà da solo:", "Leggi come pagina"}
	case "ja":
		return words{"ja", "これはフィードです。", "このアドレスをフィードリーダーにコピーすると、新しい記事が自動的に届きます：", "ウェブページとして読む"}
	case "ko":
		return words{"ko", "이것은 피드입니다.", "이 주소를 피드 리더에 복사하면 새 글이 자동으로 도착합니다:", "웹 페이지로 읽기"}
	case "nb", "no":
		return words{"nb", "Dette er en feed.", "Kopier denne adressen til en feedleser, så kommer hver ny artikkel til deg automatisk:", "Les som nettside"}
	case "nl":
		return words{"nl", "Dit is een feed.", "Kopieer dit adres naar een feedlezer en elk nieuw artikel komt vanzelf naar u toe:", "Als pagina lezen"}
	case "pl":
		return words{"pl", "To jest kanał informacyjny (feed).", "Skopiuj ten adres do czytnika kanałów, a każdy nowy artykuł trafi do Ciebie automatycznie:", "Czytaj jako stronę"}
	case "pt":
		return words{"pt", "Isto é um feed.", "Copie este endereço para um leitor de feeds e receba cada novo artigo automaticamente:", "Ler como página"}
	case "ro":
		return words{"ro", "Acesta este un flux (feed).", "Copiați această adresă într-un cititor de fluxuri și veți primi automat fiecare articol nou:", "Citiți ca pagină"}
	case "ru":
		return words{"ru", "Это лента новостей (фид).", "Скопируйте этот адрес в программу для чтения лент, и каждая новая статья придёт к вам сама:", "Читать как страницу"}
	case "sv":
		return words{"sv", "Det här är ett flöde.", "Kopiera adressen till en flödesläsare, så kommer varje ny artikel till dig automatiskt:", "Läs som webbsida"}
	case "tr":
		return words{"tr", "Bu bir beslemedir.", "Bu adresi bir besleme okuyucusuna kopyalayın; her yeni yazı size kendiliğinden gelir:", "Sayfa olarak oku"}
	case "uk":
		return words{"uk", "Це стрічка новин (фід).", "Скопіюйте цю адресу в програму для читання стрічок, і кожна нова стаття надійде до вас сама:", "Читати як сторінку"}
	case "vi":
		return words{"vi", "Đây là một nguồn cấp tin (feed).", "Sao chép địa chỉ này vào một trình đọc tin, và mỗi bài viết mới sẽ tự đến với bạn:", "Đọc dưới dạng trang web"}
	case "zh":
		if isTraditional(tag) {
			return words{"zh", "這是一個訂閱源。", "將此網址複製到閱讀器中，每篇新文章就會自動送達：", "以網頁形式閱讀"}
		}
		return words{"zh", "这是一个订阅源。", "将此网址复制到阅读器中，每篇新文章就会自动送达：", "以网页形式阅读"}
	}
	return words{"en", "This is a feed.", "Copy this address into a feed reader, and each new article comes to you by itself:", "Read it as a page"}
}

// isTraditional tells whether a tag for Chinese means its traditional script.
func isTraditional(tag string) bool {
	for _, part := range strings.Split(strings.ToLower(tag), "-") {
		switch part {
		case "hans":
			return false
		case "hant", "tw", "hk", "mo":
			return true
		}
	}
	return false
}
