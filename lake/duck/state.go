package duck

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
)

// state is a table that answers come from, and that can be made in two ways:
// of all rows, or of what it was before and the rows that came since. Both give
// the same.
type state struct {
	name  string // of its file and its table
	order string // of the answer
	whole func(rows string, of tables) (string, error)
	grown func(old, past, fresh string, now, before tables) (string, error)
}

// tables gives the table of another state of the same rows.
type tables func(state) (string, error)

// simple is a state whose texts need nothing but rows.
func simple(name, order, text string, values ...string) state {
	return state{
		name: name, order: order,
		whole: func(rows string, _ tables) (string, error) {
			return question(text, append([]string{"{rows}", rows}, values...)...)
		},
		grown: func(old, past, fresh string, _, _ tables) (string, error) {
			return question("grown/"+text, append([]string{"{old}", old, "{past}", past, "{fresh}", fresh}, values...)...)
		},
	}
}

func daysState() state { return simple("days", "account, day", "days") }

func categoriesState(column string) state {
	return simple("categories-"+column, "account, value", "categories", "{column}", column)
}

func heldState(trait string) state {
	return simple("held-"+trait, "value, account", "held", "{column}", trait)
}

// codesState is of all turns or of first turns; there is none of other slices.
func codesState(s lake.Slice) (state, bool) {
	condition, err := sliced(s)
	if err != nil || s.Model != "" || s.Operation != "" || len(s.Frames) > 0 {
		return state{}, false
	}
	out := simple("codes-"+strconv.Itoa(int(s.Turns)), "account, code", "codes", "{slice}", condition)
	if s.Turns == lake.SingleTurn {
		out.whole = func(rows string, _ tables) (string, error) {
			return question("codes", "{rows}", rows, "{slice}", strings.ReplaceAll(condition, "observations", rows))
		}
		out.grown = func(old, past, fresh string, _, _ tables) (string, error) {
			return question("grown/singles", "{old}", old, "{past}", past, "{fresh}", fresh)
		}
	}
	return out, true
}

// meetingsState has the values of any number of holders.
func meetingsState(trait string) state {
	held := heldState(trait)
	return state{
		name: "meetings-" + trait, order: "value, account",
		whole: func(rows string, of tables) (string, error) {
			h, err := of(held)
			if err != nil {
				return "", err
			}
			return question("meetings", "{rows}", rows, "{column}", trait, "{held}", h, "{limit}", strconv.Itoa(1<<62))
		},
		grown: func(old, past, fresh string, now, before tables) (string, error) {
			h, err := now(held)
			if err != nil {
				return "", err
			}
			b, err := before(held)
			if err != nil {
				return "", err
			}
			return question("grown/meetings", "{old}", old, "{past}", past, "{fresh}", fresh, "{column}", trait, "{held}", h, "{before}", b)
		},
	}
}

// distinct are the sums that count values, with the column of the values.
var distinct = map[string]string{"orgs": "org", "named_conversations": "conversation", "skeletons": "skeleton", "networks": "network"}

// sumsState is what accounts are made of.
func sumsState() state {
	out := simple("sums", "account", "sums", "{slice}", "")
	out.grown = func(old, past, fresh string, _, _ tables) (string, error) {
		again, err := question("sums", "{rows}", fresh, "{slice}", "")
		if err != nil {
			return "", err
		}
		columns := sumColumns()
		var sums, seen []string
		for _, c := range columns {
			sums = append(sums, fmt.Sprintf("CAST(SUM(%s) AS BIGINT) AS %s", c, c))
			if distinct[c] == "" {
				continue
			}
			counts := make([]string, len(columns))
			for i, other := range columns {
				counts[i] = "0"
				if other == c {
					counts[i] = "-COUNT(*)"
				}
			}
			text, err := question("grown/seen", "{seen}", strings.Join(counts, ", "), "{column}", distinct[c], "{past}", past, "{fresh}", fresh)
			if err != nil {
				return "", err
			}
			seen = append(seen, text)
		}
		return question("grown/sums", "{sums}", strings.Join(sums, ",\n  "), "{columns}", strings.Join(columns, ", "), "{old}", old, "{again}", again, "{seen}", strings.Join(seen, ""))
	}
	return out
}

// sumColumns are the columns of sums that add up.
func sumColumns() []string {
	text, err := question("sums")
	if err != nil {
		return nil // the text is part of the program
	}
	var columns []string
	for line := range strings.Lines(text) {
		if _, name, ok := strings.Cut(strings.TrimRight(line, ",\n"), " AS "); ok && strings.HasPrefix(line, "    ") {
			name = name[strings.LastIndexByte(name, ' ')+1:]
			if !slices.Contains([]string{"org", "first", "last"}, name) {
				columns = append(columns, name)
			}
		}
	}
	return columns
}
