package grammar

import (
	"embed"
	"fmt"
)

//go:embed rules/*.gram
var files embed.FS

// Languages are those that people of the range write in, ISO 639-1. The first
// is the most common.
var Languages = [...]string{"en", "es", "fr", "de", "pt", "zh", "ru"}

// Library holds every grammar of the range.
type Library struct {
	People  [len(Languages)]*Grammar // by language
	Tasks   *Grammar                 // harvests: one topic a capability
	API     *Grammar                 // applications of API customers
	Harness *Grammar                 // a coding agent
	Viral   *Grammar                 // prompts that go round
	Houses  *Grammar                 // look-alikes: one topic a trade
}

// Load compiles the embedded rule files.
func Load() (*Library, error) {
	l := &Library{}
	load := func(name string) (*Grammar, error) {
		path := "rules/" + name + ".gram"
		text, err := files.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading a rule file: %w", err)
		}
		return Parse(path, string(text))
	}
	var err error
	for i, lang := range Languages {
		if l.People[i], err = load(lang); err != nil {
			return nil, err
		}
	}
	for _, f := range []struct {
		name string
		to   **Grammar
	}{{"tasks", &l.Tasks}, {"api", &l.API}, {"harness", &l.Harness}, {"viral", &l.Viral}, {"houses", &l.Houses}} {
		if *f.to, err = load(f.name); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Language gives the index of an ISO 639-1 code in Languages, or -1.
func Language(code string) int {
	for i, l := range Languages {
		if l == code {
			return i
		}
	}
	return -1
}
