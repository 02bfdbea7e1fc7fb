package check

// A reporter takes a place where a rule is broken, as an offset into the document or less than 0 for none, and what is
// wrong there; the arguments are those of fmt.Sprintf.
type reporter func(at int, format string, args ...any)

// A documentRule is a Rule with how it is looked at.
type documentRule struct {
	Rule
	formats format
	tree    bool // it looks at what is parsed, and so not at broken documents
	find    func(d *document, report reporter)
}

// Where rules come from.
const (
	profile  = "RSS Best Practices Profile, "
	rfc4287  = "RFC 4287, "
	rfc5005  = "RFC 5005, "
	xml10    = "XML 1.0, "
	jsonText = "JSON Feed 1.1, "
)

// documentRules is the table of all rules for one document, in the order in which they are listed. A document whose XML or
// JSON is broken is held against those of its text only.
func documentRules() []documentRule {
	const text, tree = false, true
	return []documentRule{
		// Every document
		{Rule{"feed-format", Error, "RSS 2.0, RFC 4287, JSON Feed 1.1", "give the address of an RSS 2.0, Atom 1.0 or JSON Feed document"}, unknown, text, feedFormat},
		{Rule{"feed-size", Warning, "W3C feed validator, MAXDATALENGTH", "leave out old items, or give them a summary alone"}, feeds, text, size},
		{Rule{"feed-items", Warning, "FreshRSS issue 2684", "move old items to archive documents (RFC 5005)"}, feeds, tree, entryCount},
		{Rule{"utf8", Error, "RFC 3629, 3", "write it in UTF-8"}, feeds, text, encodedUTF8},
		{Rule{"xml-characters", Error, xml10 + "2.2", "leave the character out: no reference makes it legal"}, xmlFeed, text, xmlCharacters},
		{Rule{"xml-discouraged", Warning, xml10 + "2.2", "leave the character out"}, xmlFeed, text, xmlDiscouraged},
		{Rule{"xml-declaration", Warning, xml10 + "4.3.3", `begin with <?xml version="1.0" encoding="UTF-8"?>, and write it in UTF-8`}, xmlFeed, text, xmlDeclaration},
		{Rule{"xml-doctype", Warning, xml10 + "2.8", "leave it out: readers ignore or refuse it"}, xmlFeed, text, xmlDoctype},
		{Rule{"xml-wellformed", Error, xml10 + "2.1", "escape & and < in text, close every element, and use no other entities than XML's five"}, xmlFeed, text, wellFormed},
		{Rule{"xml-return", Warning, xml10 + "2.11", "end lines with a line feed alone"}, xmlFeed, text, xmlReturns},
		{Rule{"json-syntax", Error, "RFC 8259, 2", "let a JSON library write it, in UTF-8 without a byte order mark"}, jsonFeed, text, jsonSyntax},
		{Rule{"json-keys", Error, "RFC 8259, 4", "write each key once"}, jsonFeed, text, jsonKeys},
		{Rule{"json-surrogate", Error, "RFC 8259, 8.2", "write the character itself, or both halves"}, jsonFeed, text, jsonSurrogate},
		{Rule{"json-control", Warning, "RFC 8259, 7", "leave the character out: readers show or choke on it"}, jsonFeed, text, jsonControl},
		{Rule{"json-size", Warning, jsonText + "suggestions for publishers", "leave out old items, or give them a summary alone"}, jsonFeed, text, jsonSize},

		{Rule{"language", Warning, "BCP 47, 2.1", "write a tag such as en or pt-BR, or leave it out"}, feeds, tree, languages},
		{Rule{"direction", Warning, "UAX 9, 3.3.2", "close or remove the direction marks: they act on what a reader shows beside the text"}, feeds, tree, directions},
		{Rule{"no-date", Warning, profile + "data-types-datetime", "leave the date out where it is not known, or give the article one"}, feeds, tree, noDate},
		{Rule{"content-url", Warning, profile + "data-types-url", "write absolute addresses: readers resolve others in different ways"}, feeds, tree, contentURL},
		{Rule{"xml-base", Warning, rfc4287 + "2", "write absolute addresses: many readers ignore xml:base"}, xmlFeed, tree, xmlBase},
		{Rule{"tag-uri", Error, "RFC 4151, 2.1", "write tag:AUTHORITY,DATE:SPECIFIC, such as tag:example.org,2026:first-post"}, feeds, tree, tagURI},
		{Rule{"uuid-case", Warning, "RFC 9562, 4", "write it in small letters: ids are compared byte by byte"}, feeds, tree, uuidCase},

		// RSS
		{Rule{"rss-version", Error, "RSS 2.0, element-rss", `write <rss version="2.0"> with one <channel>`}, rss, tree, rssRoot},
		{Rule{"rss-channel", Error, profile + "element-channel", "write each of <title>, <link> and <description> once"}, rss, tree, rssChannel},
		{Rule{"rss-order", Warning, profile + "element-channel", "write it before the first <item>"}, rss, tree, rssOrder},
		{Rule{"rss-self", Warning, profile + "namespace-elements-atom-link", `write one <atom:link rel="self" type="application/rss+xml" href="…"> with the feed's own absolute address`}, rss, tree, rssSelf},
		{Rule{"rss-date", Error, profile + "data-types-datetime", "write it like Sun, 03 May 2026 08:30:15 +0000"}, rss, tree, rssDate},
		{Rule{"rss-year", Warning, profile + "data-types-datetime", "write the year with four digits"}, rss, tree, rssYear},
		{Rule{"rss-markup", Error, profile + "data-types-characterdata", "write plain text, or escape the markup where HTML is allowed"}, rss, tree, rssMarkup},
		{Rule{"rss-reference", Warning, profile + "data-types-characterdata", "write &#x26; and &#x3C; in plain text"}, rss, tree, rssReference},
		{Rule{"rss-url", Error, profile + "data-types-url", "write an absolute URL; escape what is not ASCII"}, rss, tree, rssURL},
		{Rule{"rss-guid", Warning, profile + "element-channel-item-guid", "give each item a <guid> that never changes"}, rss, tree, rssGUID},
		{Rule{"rss-guid-unique", Error, profile + "element-channel-item-guid", "give each item a guid of its own: readers show one of those with the same"}, rss, tree, rssGUIDUnique},
		{Rule{"rss-permalink", Error, profile + "element-channel-item-guid", `write isPermaLink="false" unless the guid is the item's address`}, rss, tree, rssPermalink},
		{Rule{"rss-item", Error, profile + "element-channel-item", "give it a title or a description"}, rss, tree, rssItem},
		{Rule{"rss-once", Error, profile + "element-channel-item", "write it once"}, rss, tree, rssOnce},
		{Rule{"rss-content-order", Warning, profile + "namespace-elements-content-encoded", "write the summary first: some readers take whichever comes last"}, rss, tree, rssContentOrder},
		{Rule{"rss-author", Error, profile + "element-channel-item-author", "write name@example.org (Name), or the name alone in <dc:creator>"}, rss, tree, rssAuthor},
		{Rule{"rss-creator", Warning, profile + "namespace-elements-dublin-creator", "name each author once, in one of the two"}, rss, tree, rssCreator},
		{Rule{"rss-enclosure", Error, profile + "element-channel-item-enclosure", "give it url, length in bytes (0 if not known) and a media type"}, rss, tree, rssEnclosure},
		{Rule{"rss-enclosures", Warning, profile + "element-channel-item-enclosure", "keep the most important one; media:content has room for others"}, rss, tree, rssEnclosures},
		{Rule{"rss-channel-once", Warning, profile + "element-channel", "write it once"}, rss, tree, rssOnceInChannel},
		{Rule{"rss-ttl", Warning, profile + "element-channel-ttl", "write a whole number of minutes, or leave it out"}, rss, tree, rssTTL},
		{Rule{"rss-build-date", Warning, profile + "element-channel-lastbuilddate", "take the date of the newest change"}, rss, tree, rssBuildDate},
		{Rule{"rss-image", Error, profile + "element-channel-image", "give it url, the channel's title and link, and a size of at most 144 by 400"}, rss, tree, rssImage},
		{Rule{"rss-cloud", Warning, profile + "element-channel-textinput", "leave it out: readers ignore it"}, rss, tree, rssCloud},
		{Rule{"rss-category", Warning, profile + "element-channel-item-category", "write a text; a domain is an absolute URL"}, rss, tree, rssCategory},
		{Rule{"rss-unknown", Error, "RSS 2.0, element-rss", "take an element of RSS, or one of a namespace"}, rss, tree, rssUnknown},

		// Atom
		{Rule{"atom-schema", Error, rfc4287 + "Appendix B", "keep to the elements and attributes of Atom, or take those of another namespace"}, atom, tree, atomSchema},
		{Rule{"atom-feed", Error, rfc4287 + "4.1.1", "write each of <id>, <title> and <updated> once"}, atom, tree, atomFeed},
		{Rule{"atom-order", Error, rfc4287 + "Appendix B", "write it before the first <entry>"}, atom, tree, atomOrder},
		{Rule{"atom-entry", Error, rfc4287 + "4.1.2", "write each of <id>, <title> and <updated> once, and an alternate link where there is no content"}, atom, tree, atomEntry},
		{Rule{"atom-title", Warning, rfc4287 + "4.2.14", "write a title: readers show an entry's address in its place, or nothing"}, atom, tree, atomTitle},
		{Rule{"atom-author", Error, rfc4287 + "4.1.2", "give the entry or the feed an author with a name"}, atom, tree, atomAuthor},
		{Rule{"atom-self", Warning, rfc4287 + "4.1.1", `write one <link rel="self" href="…"> with the feed's own absolute address`}, atom, tree, atomSelf},
		{Rule{"atom-alternate", Error, rfc4287 + "4.1.1", "keep one link of each type and language"}, atom, tree, atomAlternate},
		{Rule{"atom-id", Error, rfc4287 + "4.2.6", "take an absolute IRI that never changes, such as a urn:uuid: or tag:"}, atom, tree, atomID},
		{Rule{"atom-id-form", Warning, rfc4287 + "4.2.6.1", "choose the plain form for new entries; leave the ids of those that are published as they are"}, atom, tree, atomIDForm},
		{Rule{"atom-id-unique", Error, rfc4287 + "4.1.1", "give each entry an id of its own: readers show one of those with the same"}, atom, tree, atomUnique},
		{Rule{"atom-id-versions", Warning, rfc4287 + "4.1.1", "keep the newest state of each entry"}, atom, tree, atomVersions},
		{Rule{"atom-date", Error, rfc4287 + "3.3", "write it like 2026-05-03T08:30:15Z, with capitals and without blanks"}, xmlFeed, tree, atomDate},
		{Rule{"atom-text", Error, rfc4287 + "3.1.1", "take the type text, html (escaped) or xhtml (one <div>)"}, atom, tree, atomText},
		{Rule{"atom-content", Error, rfc4287 + "4.1.3", "take the type text, html (escaped) or xhtml (one <div>); beside src write a summary and nothing in it"}, atom, tree, atomContent},
		{Rule{"atom-person", Error, rfc4287 + "3.2", "write a name; an email has an @, a uri is absolute"}, atom, tree, atomPerson},
		{Rule{"atom-category", Error, rfc4287 + "4.2.2", "give it a term; a scheme is an absolute IRI"}, atom, tree, atomCategory},
		{Rule{"atom-url", Warning, rfc4287 + "4.2.7.1", "write an absolute URL: readers resolve others in different ways"}, atom, tree, atomURL},
		{Rule{"atom-enclosure", Warning, rfc4287 + "4.2.7", "give it a media type, and the length in bytes if it is known"}, atom, tree, atomEnclosure},
		{Rule{"atom-source", Warning, rfc4287 + "4.2.11", "copy id, title and updated of the feed that the entry comes from"}, atom, tree, atomSource},

		// JSON Feed
		{Rule{"json-version", Error, jsonText + "top-level", "write \"version\": \"" + jsonVersion + `"`}, jsonFeed, tree, jsonVersionRule},
		{Rule{"json-version-first", Warning, jsonText + "top-level", "begin with \"version\": \"" + jsonVersion + `"`}, jsonFeed, tree, jsonVersionFirst},
		{Rule{"json-feed", Error, jsonText + "top-level", "give it a title and a list of items"}, jsonFeed, tree, jsonTop},
		{Rule{"json-home", Warning, jsonText + "top-level", "give the feed's own address and that of its page"}, jsonFeed, tree, jsonHome},
		{Rule{"json-url", Error, jsonText + "top-level", "write an absolute URL; escape what is not ASCII"}, jsonFeed, tree, jsonURLs},
		{Rule{"json-id", Error, jsonText + "items", "give it an id, as a string, that never changes"}, jsonFeed, tree, jsonID},
		{Rule{"json-id-unique", Error, jsonText + "items", "give each item an id of its own: readers show one of those with the same"}, jsonFeed, tree, jsonUnique},
		{Rule{"json-content", Error, jsonText + "items", "give it content_html or content_text"}, jsonFeed, tree, jsonContent},
		{Rule{"json-item-url", Warning, jsonText + "items", "give it the address of its page"}, jsonFeed, tree, jsonItemURL},
		{Rule{"json-date", Error, jsonText + "items", "write it like 2026-05-03T08:30:15Z"}, jsonFeed, tree, jsonDate},
		{Rule{"json-author", Warning, jsonText + "deprecations", "write authors, a list"}, jsonFeed, tree, jsonAuthor},
		{Rule{"json-attachment", Error, jsonText + "attachments", "give it an absolute url and a mime_type"}, jsonFeed, tree, jsonAttachment},
		{Rule{"json-type", Error, jsonText + "attachments", "write what the key stands for, and leave it out where there is nothing"}, jsonFeed, tree, jsonType},
		{Rule{"json-empty", Warning, jsonText + "top-level", "leave out what has no value"}, jsonFeed, tree, jsonEmpty},
		{Rule{"json-next", Error, jsonText + "top-level", "name the document with older items, or leave it out"}, jsonFeed, tree, jsonNext},
		{Rule{"json-hub", Error, jsonText + "subscribing", "give it type and url"}, jsonFeed, tree, jsonHub},
		{Rule{"json-extension", Error, jsonText + "extensions", "name it with an underscore and a letter, without dots"}, jsonFeed, tree, jsonExtension},
		{Rule{"json-unknown", Warning, jsonText + "extensions", "correct the key, or begin it with an underscore"}, jsonFeed, tree, jsonUnknown},

		// Archives, in both XML formats
		{Rule{"archive-links", Error, rfc5005 + "4", "write each once, in the head of the feed, with the absolute address of another document"}, xmlFeed, tree, archiveLinks},
		{Rule{"archive-next", Warning, rfc5005 + "4", "leave it out of the subscription document"}, xmlFeed, tree, archiveNext},
		{Rule{"archive-current", Warning, rfc5005 + "4", "link to the subscription document"}, xmlFeed, tree, archiveCurrent},
		{Rule{"archive-mark", Warning, rfc5005 + "4", "write fh:archive in archive documents, and rel=current in no others"}, xmlFeed, tree, archiveMark},
		{Rule{"archive-complete", Error, rfc5005 + "2", "leave out fh:complete, or what points to other documents"}, xmlFeed, tree, archiveComplete},
	}
}
