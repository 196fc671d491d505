package table

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/exchange"
)

// read gives what CSV makes of text, and the rejections as "line: reason".
func read(t testing.TB, text string) (string, []string, error) {
	t.Helper()
	var rejected []string
	out, err := io.ReadAll(CSV(strings.NewReader(text), "log.csv", func(r *exchange.Rejection) {
		if r.File != "log.csv" {
			t.Errorf("rejected in the file %q", r.File)
		}
		rejected = append(rejected, fmt.Sprintf("%d: %s", r.Line, r.Reason))
	}))
	return string(out), rejected, err
}

func TestCSV(t *testing.T) {
	const order = "the quotes of the row are not in order"
	for _, c := range []struct {
		name, in, want string
		rejected       []string
	}{
		{"a row an object", "id,text\n1,hello\n2,bye\n", "\n{\"id\":\"1\",\"text\":\"hello\"}\n{\"id\":\"2\",\"text\":\"bye\"}\n", nil},
		{"the last line has no end", "id,text\n1,hello", "\n{\"id\":\"1\",\"text\":\"hello\"}\n", nil},
		{"semicolons", "id;text\n1;a,b\n", "\n{\"id\":\"1\",\"text\":\"a,b\"}\n", nil},
		{"tabs", "id\ttext\n1\ta,b;c\n", "\n{\"id\":\"1\",\"text\":\"a,b;c\"}\n", nil},
		{"a separator inside a quoted name does not count", "\"a;b;c\",d\n1,2\n", "\n{\"a;b;c\":\"1\",\"d\":\"2\"}\n", nil},
		{"byte order mark", "\xef\xbb\xbfid,text\n1,a\n", "\n{\"id\":\"1\",\"text\":\"a\"}\n", nil},
		{"Windows line ends", "id,text\r\n1,\"a\"\r\n\"2\",b\r\n", "\n{\"id\":\"1\",\"text\":\"a\"}\n{\"id\":\"2\",\"text\":\"b\"}\n", nil},
		{"quotes", "id,text\n\"1\",\"say \"\"a, b\"\"\"\n", "\n{\"id\":\"1\",\"text\":\"say \\\"a, b\\\"\"}\n", nil},
		{"a quote inside a bare cell", "id,text\n1,5\" wide\n", "\n{\"id\":\"1\",\"text\":\"5\\\" wide\"}\n", nil},
		{"line ends in cells keep the count of lines", "id,text\n1,\"a\nb\r\nc\"\n2,d\n", "\n{\"id\":\"1\",\"text\":\"a\\nb\\r\\nc\"}\n\n\n{\"id\":\"2\",\"text\":\"d\"}\n", nil},
		{"blank lines", "\n\nid,text\n\n1,a\n\r\n2,b\n\n", "\n\n\n\n{\"id\":\"1\",\"text\":\"a\"}\n\n{\"id\":\"2\",\"text\":\"b\"}\n\n", nil},
		{"empty cells are left out", "a,b,c\n,x,\n,\"\",\n", "\n{\"b\":\"x\"}\n{}\n", nil},
		{"columns without a name are left out", ",id,\n0,1,2\n", "\n{\"id\":\"1\"}\n", nil},
		{"spaces around names", "id , text\n1, a\n", "\n{\"id\":\"1\",\"text\":\" a\"}\n", nil},
		{"one column", "id\n1\n\"\"\n", "\n{\"id\":\"1\"}\n{}\n", nil},
		{"control characters", "id,text\n1,\x00\x1f\x7f\\\t\n", "\n{\"id\":\"1\",\"text\":\"\\u0000\\u001f\x7f\\\\\\t\"}\n", nil},
		{"another number of cells", "a,b\n1\n1,2,3\n1,2\n", "\n\n\n{\"a\":\"1\",\"b\":\"2\"}\n",
			[]string{"2: the row has 1 cells and the first one 2", "3: the row has 3 cells and the first one 2"}},
		{"a quote that is not doubled", "a,b\n\"x \"y, z\" w\",2\n1,2\n", "\n\n{\"a\":\"1\",\"b\":\"2\"}\n", []string{"2: " + order}},
		{"a quoted cell without an end", "a,b\n1,2\n3,\"4\n5,6\n", "\n{\"a\":\"1\",\"b\":\"2\"}\n\n\n\n", []string{"3: " + order}},
		{"names only", "a,b\n", "\n", nil},
		{"nothing", "", "", nil},
		{"a byte order mark only", "\xef\xbb\xbf", "", nil},
		{"blank only", "\n\n", "\n\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, rejected, err := read(t, c.in)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if !slices.Equal(rejected, c.rejected) {
				t.Errorf("rejected %q, want %q", rejected, c.rejected)
			}
		})
	}
}

func TestCSVHeader(t *testing.T) {
	wide := strings.Repeat("a,", 99_999) + "a\n" + strings.Repeat("1,", 99_999) + "1\n"
	for _, c := range []struct{ name, in, want string }{
		{"10^5 columns", wide, "log.csv:1: the first line has 100000 columns: at most 1000 are read, so leave out what is not needed"},
		{"two of one name", "\nid,text,id\n", "log.csv:2: columns 1 and 3 have one name: rename one of them"},
		{"a long name", "id," + strings.Repeat("x", 257) + "\n1,2\n", "log.csv:1: column 2 has a name of more than 256 bytes, or one that is not UTF-8: a table begins with the names of its columns"},
		{"a name that is no text", "id,\xff\n1,2\n", "log.csv:1: column 2 has a name of more than 256 bytes, or one that is not UTF-8: a table begins with the names of its columns"},
		{"no end", strings.Repeat("x", exchange.MaxLine+1), "log.csv:1: the first row is longer than 16 MiB: a table begins with the names of its columns"},
		{"quotes", "\"a\"b,c\n", "log.csv:1: the quotes of the first row are not in order: a table begins with the names of its columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, rejected, err := read(t, c.in)
			if err == nil || err.Error() != c.want {
				t.Errorf("error %v\nwant  %s", err, c.want)
			}
			if strings.Trim(got, "\n") != "" || rejected != nil {
				t.Errorf("gave %q, rejected %q", got, rejected)
			}
		})
	}
}

func TestCSVThousandColumns(t *testing.T) {
	var names, cells []string
	for i := range maxColumns {
		names, cells = append(names, fmt.Sprintf("c%d", i)), append(cells, fmt.Sprint(i))
	}
	got, rejected, err := read(t, strings.Join(names, ",")+"\n"+strings.Join(cells, ",")+"\n"+strings.Repeat(",", maxColumns)+"\n")
	if err != nil || len(rejected) != 1 {
		t.Fatal(err, rejected)
	}
	var row map[string]string
	if err := json.Unmarshal([]byte(strings.Split(got, "\n")[1]), &row); err != nil || len(row) != maxColumns || row["c999"] != "999" {
		t.Errorf("%v, %d columns, c999 is %q", err, len(row), row["c999"])
	}
}

// TestCSVLongRow reads rows that are too long: one by its text, one by what its
// characters become in JSON, one whose quotes never close.
func TestCSVLongRow(t *testing.T) {
	const tooLong = "line longer than 16 MiB"
	in := io.MultiReader(
		strings.NewReader("a,b\n1,"), strings.NewReader(strings.Repeat("x\x01", exchange.MaxLine/2)), strings.NewReader("\n"),
		strings.NewReader("1,"), strings.NewReader(strings.Repeat("\x01", exchange.MaxLine/2)), strings.NewReader("\n"),
		strings.NewReader("1,2\n"),
		strings.NewReader("3,\""), strings.NewReader(strings.Repeat("4\n", exchange.MaxLine)))
	var rejected []string
	r := CSV(in, "log.csv", func(r *exchange.Rejection) { rejected = append(rejected, fmt.Sprintf("%d: %s", r.Line, r.Reason)) })
	var kept bytes.Buffer
	lines, most := 0, 0
	buf := make([]byte, 1<<16)
	for {
		n, err := r.Read(buf)
		lines += bytes.Count(buf[:n], []byte{'\n'})
		kept.Write(bytes.ReplaceAll(buf[:n], []byte{'\n'}, nil))
		most = max(most, cap(r.(*rows).memory)+cap(r.(*rows).buf))
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"2: " + tooLong, "3: " + tooLong, "5: " + tooLong}; !slices.Equal(rejected, want) {
		t.Errorf("rejected %q, want %q", rejected, want)
	}
	if kept.String() != `{"a":"1","b":"2"}` {
		t.Errorf("kept %d bytes", kept.Len())
	}
	if want := 4 + exchange.MaxLine + 1; lines != want {
		t.Errorf("%d lines, want %d", lines, want)
	}
	if most > 10*exchange.MaxLine {
		t.Errorf("held %d bytes", most)
	}
}

func TestCSVBroken(t *testing.T) {
	broken := errors.New("broken")
	r := CSV(io.MultiReader(strings.NewReader("a,b\n1,2\n3,"), iotest.ErrReader(broken)), "log.csv", nil)
	got, err := io.ReadAll(r)
	if string(got) != "\n{\"a\":\"1\",\"b\":\"2\"}\n" || !errors.Is(err, broken) {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := io.ReadAll(CSV(iotest.ErrReader(broken), "log.csv", nil)); !errors.Is(err, broken) {
		t.Error(err)
	}
}

// TestCSVRoundTrip writes tables with another writer and reads them back.
func TestCSVRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(2, 5).Draw(t, "columns")
		cell := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", ",", ";", "\t", "\"", "\n", "a\"b", "a,b", " x "}))
		table := rapid.SliceOfN(rapid.SliceOfN(cell, columns, columns), 0, 8).Draw(t, "rows")
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.Comma = rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "separator")
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		names := []string{"a", "b", "c", "d", "e"}[:columns]
		w.Write(names)
		w.WriteAll(table)
		var in io.Reader = bytes.NewReader(text.Bytes())
		if rapid.Bool().Draw(t, "slow") {
			in = iotest.OneByteReader(in)
		}
		out, err := io.ReadAll(CSV(in, "log.csv", func(r *exchange.Rejection) { t.Fatal(r) }))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := bytes.Count(out, []byte{'\n'}), bytes.Count(text.Bytes(), []byte{'\n'}); got != want {
			t.Fatalf("%d lines of %d", got, want)
		}
		var got []map[string]string
		for line := range bytes.Lines(out) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				row := map[string]string{}
				if err := json.Unmarshal(line, &row); err != nil {
					t.Fatal(err)
				}
				got = append(got, row)
			}
		}
		if len(got) != len(table) {
			t.Fatalf("%d rows of %d", len(got), len(table))
		}
		for i, row := range table {
			for j, name := range names {
				want := row[j]
				if w.UseCRLF { // the writer takes carriage returns away, and ends lines in cells with them
					want = strings.ReplaceAll(strings.ReplaceAll(want, "\r", ""), "\n", "\r\n")
				}
				if got[i][name] != want {
					t.Fatalf("row %d, %s: %q, want %q", i, name, got[i][name], want)
				}
			}
		}
	})
}

func TestLooksLikeCSV(t *testing.T) {
	for _, c := range []struct {
		first string
		want  bool
	}{
		{"id,text\n1,hello\n", true},
		{"\xef\xbb\xbfid;user.id;gen_ai.request.model\r\n1;u;m\r\n", true},
		{"id\ttext\n1\thello\n", true},
		{"\"id\",\"text\"\n1,\"two\nlines\"\n", true},
		{",id,text\n0,1,hello\n", true},
		{"id,text\n1,\"a prompt that goes on behind what is looked at", true},
		{"id,text\n1", true},
		{"time,user.id,model,inp", true},
		{"time,user", false},
		{"id,text\n1,2,3\n", false},
		{"id,text\n1,2,3", false},
		{"id,text\n", false},
		{"id\n1\n", false},
		{"1,2\n3,4\n", false},
		{"hello, world\nhow, then\n", true}, // of text nothing more can be told
		{"Hello there, world\nhow, then\n", false},
		{"{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2}\n", false},
		{"[1,2]\n", false},
		{"\"a\"\n\"b\"\n", false},
		{"\"id\"x,text\n1,2\n", false},
		{"", false},
		{"\x00\x01,\x02\n", false},
	} {
		if got := LooksLikeCSV([]byte(c.first)); got != c.want {
			t.Errorf("%q: %v", c.first, got)
		}
	}
}

func TestLooksLikeCSVNotExports(t *testing.T) {
	paths, _ := filepath.Glob("../../../shared/data/exports/*")
	if len(paths) == 0 {
		t.Skip("the captured exports are not here")
	}
	for _, path := range paths {
		first, err := os.ReadFile(path)
		if err != nil {
			continue // a folder
		}
		if LooksLikeCSV(first) || LooksLikeCSV(first[:min(len(first), 512)]) {
			t.Errorf("%s is taken for CSV", path)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"id,text\n1,hello\n", "a;b\r\n\"1\";\"x\"\"y\"\r\n", "\xef\xbb\xbfa\tb\n\"1\n2\"\t3", "a,b\n1\n\"\n", "\n\n", "\"a\"b,c\n1,2"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		LooksLikeCSV(data)
		rejected := 0
		out, err := io.ReadAll(CSV(bytes.NewReader(data), "log.csv", func(r *exchange.Rejection) { rejected++ }))
		if err != nil {
			return
		}
		lines := bytes.Count(bytes.TrimPrefix(data, []byte(bom)), []byte{'\n'})
		if got := bytes.Count(out, []byte{'\n'}); got != lines && got != lines+1 {
			t.Errorf("%d lines of %d", got, lines)
		}
		for line := range bytes.Lines(out) {
			if line = bytes.TrimSpace(line); len(line) > 0 && !json.Valid(line) {
				t.Errorf("not JSON: %q", line)
			}
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	row := "2026-01-31T12:00:00Z,user-1,gpt-5,\"" + strings.Repeat("words, and \"\"more\"\" words\n", 100) + "\",200\n"
	text := "time,user.id,gen_ai.request.model,gen_ai.input.messages,http.response.status_code\n" + strings.Repeat(row, 400)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := io.Copy(io.Discard, CSV(strings.NewReader(text), "log.csv", nil)); err != nil {
			b.Fatal(err)
		}
	}
}
