package fieldmap
import ("testing";"strings";"time";"fmt";"os")
func TestExp(t *testing.T) {
	for _, c := range []struct{n,s string}{
		{"[", "fields: " + strings.Repeat("[", 4000)},{"[]", "fields: " + strings.Repeat("[", 2000)+ strings.Repeat("]", 2000)},
		{"{", "fields: " + strings.Repeat("{a: ", 4000)},{"-", "fields:\n" + strings.Repeat("- ", 4000)},{"?", "fields:\n" + strings.Repeat("? ", 4000)},
		{"&", "fields: " + strings.Repeat("&a ", 20000)},{"!", "fields: " + strings.Repeat("!a ", 20000)},{"*", "fields: " + strings.Repeat("*a ", 20000)},
		{"'", "fields: " + strings.Repeat("''", 30000)},{":", "fields: " + strings.Repeat("a:\n ", 15000)},{"---", strings.Repeat("---\n", 15000)},
		{"#", strings.Repeat("#\n", 30000)},{"keys", "fields:\n" + strings.Repeat("  a: b\n", 8000)},{"|", "fields:\n  time: |\n" + strings.Repeat("\n", 60000)},
		{"tabs", strings.Repeat("\t", 60000)},{"nul", strings.Repeat("\x00", 60000)},{"esc", "fields: \"" + strings.Repeat("\\u0041", 10000)+ "\""},
		{"merge", "fields:\n  <<: " + strings.Repeat("x", 60000)},
		{"deep CEL", "fields:\n  time: '" + strings.Repeat("(", 60_000) + "'\n  user.id: r.u\n"},
		{"long CEL", "fields:\n  time: '" + strings.Repeat("1+", 20_000) + "1'\n  user.id: r.u\n"},
		{"list CEL", "fields:\n  time: '" + strings.Repeat("[", 20_000) + "1'\n  user.id: r.u\n"},
		{"or CEL", "fields:\n  time: '" + strings.Repeat("r.a||", 10_000) + "r.a'\n  user.id: r.u\n"},
		{"tern CEL", "fields:\n  time: '" + strings.Repeat("r.a?r.b:", 7_000) + "r.a'\n  user.id: r.u\n"},
		{"- CEL", "fields:\n  time: '" + strings.Repeat("-", 60_000) + "r.a'\n  user.id: r.u\n"},
		{"! CEL", "fields:\n  time: '" + strings.Repeat("!", 60_000) + "r.a'\n  user.id: r.u\n"},
		{". CEL", "fields:\n  time: 'r" + strings.Repeat(".a", 30_000) + "'\n  user.id: r.u\n"},
		{"anchors", "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nfields: {time: r.t, user.id: *g}\n"},
		{"maps", "fields:\n  time: 'r.a" + strings.Repeat(".map(x,x)", 6000) + "'\n  user.id: r.u\n"},
		{"nested maps", "fields:\n  time: '" + strings.Repeat("[1].map(x,", 100) +"1" +strings.Repeat(")", 100)+ "'\n  user.id: r.u\n"},
	} {
		if o := os.Getenv("ONLY"); o != "" && o != c.n { continue }
		start := time.Now()
		_, err := load(t, c.s)
		fmt.Printf("%s %v %.100v\n", c.n, time.Since(start), err)
	}
}
