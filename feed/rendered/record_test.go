package rendered

import (
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// full is a Content in which each field has a value of its own.
func full() Content {
	var c Content
	next := 0
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		next++
		switch v.Kind() {
		case reflect.String:
			v.SetString(string(rune('a'-1+next)) + "\x00\xFF")
		case reflect.Int, reflect.Int64:
			v.SetInt(-1 << next)
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0))
			fill(v.Index(1))
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		default:
			panic("a field of another kind: " + v.Kind().String())
		}
	}
	fill(reflect.ValueOf(&c).Elem())
	return c
}

func TestRecord(t *testing.T) {
	version := []byte("version")
	for _, want := range []Content{{}, full()} {
		record := encode(nil, 7, version, want)
		got, ok := decode(record, 7, version)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("ok %v, -want +got:\n%s", ok, diff)
		}
		for name, other := range map[string]struct {
			key     int64
			version string
		}{"key": {8, "version"}, "version": {7, "versioN"}, "shorter": {7, "vers"}, "longer": {7, "version2"}} {
			if _, ok := decode(record, other.key, []byte(other.version)); ok {
				t.Errorf("got the content of another %s", name)
			}
		}
	}
}

func FuzzRecord(f *testing.F) {
	f.Add(encode(nil, 7, []byte("v"), full())[4:])
	f.Add(encode(nil, 7, []byte("v"), Content{})[4:])
	f.Fuzz(func(t *testing.T, rest []byte) {
		record := append(make([]byte, 4), rest...)
		binary.LittleEndian.PutUint32(record, crc32.Checksum(rest, castagnoli))
		c, ok := decode(record, 7, []byte("v"))
		if !ok {
			return
		}
		if again, ok := decode(encode(nil, 7, []byte("v"), c), 7, []byte("v")); !ok || !cmp.Equal(c, again) {
			t.Errorf("got %v, then %v", c, again)
		}
	})
}
