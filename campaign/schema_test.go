package campaign

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stillhunt/stillhunt/link"
)

// sample is a result that fills every field.
func sample() Result {
	g := Group{
		ID: "0123456789ab", Name: "amber heron", QValue: 1e-7, Confidence: "high", Likelihood: "almost certain",
		Accounts: 1, Exchanges: 900, ExchangesAttributed: Interval{850, 800, 900}, InnocentAccounts: Interval{1, 0, 3},
		First: "2026-01-01T00:00:00Z", Last: "2026-01-14T23:00:01Z", PerAccountDay: 25.6,
		Families:   []Evidence{{"content", 7.5, []Reason{{"shared-content", "they share a frame", 4}, {"style", "all alike", 3.5}}}, {"replay", -1, []Reason{}}},
		Targets:    []Target{{"mathematics", .75}},
		Hypotheses: []Rival{{"organisation", 8, []Share{{"style", 3.5}}}, {"data-vendor", -2.5, []Share{}}},
		Members:    []Member{{"a", 1, RoleOperator}, {"b", .25, RoleMixed}, {"c", .9, RoleCustomer}},
	}
	other := g
	other.Hypothesis = cannotTell
	return Result{
		Schema: Schema, Version: "0.1.0", ParametersSHA256: strings.Repeat("0f", 32),
		Input: Input{40_000, 2_000, 3, 1, "2026-01-01T00:00:00Z", "", []string{"native"}},
		FDR:   .01, Calibration: Calibration{"calibrated", "by draws", 400, 1_900, "none"},
		Bound: Bound{"", .001, 50, []BoundRow{
			{10, nil, nil, nil, nil, []BoundSee{{0, nil, nil}}},
			{100, known(1e-6), known(4.5), known(.4), nil, []BoundSee{{0, known(1), known(.33)}, {.6, known(.5), known(0)}}},
		}},
		NotComputable: []NotComputable{{"declared", "lifecycle", []string{"declared_use"}}},
		Campaigns:     []Group{g}, Groups: []Group{other},
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(ResultSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valid says what the schema makes of a value.
func valid(t *testing.T, s *jsonschema.Schema, r any) error {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestResultAgainstSchema(t *testing.T) {
	s := compiled(t)
	if err := valid(t, s, sample()); err != nil {
		t.Fatalf("the sample: %v", err)
	}
	empty := sample()
	empty.Campaigns, empty.Groups, empty.NotComputable = []Group{}, []Group{}, []NotComputable{}
	empty.Input = Input{Sources: []string{}}
	empty.Bound = Bound{Why: "nothing was calibrated", Rows: []BoundRow{}}
	empty.Calibration.State = "drifted"
	if err := valid(t, s, empty); err != nil {
		t.Fatalf("a hunt that found nothing: %v", err)
	}
	for name, spoil := range map[string]func(r *Result){
		"another schema":            func(r *Result) { r.Schema = "stillhunt.campaigns/v2" },
		"no version":                func(r *Result) { r.Version = "" },
		"a hash cut short":          func(r *Result) { r.ParametersSHA256 = "0f" },
		"a negative count":          func(r *Result) { r.Input.Rejected = -1 },
		"a time that is none":       func(r *Result) { r.Input.From = "yesterday" },
		"sources null":              func(r *Result) { r.Input.Sources = nil },
		"a rate of one":             func(r *Result) { r.FDR = 1 },
		"an unknown state":          func(r *Result) { r.Calibration.State = "fine" },
		"nothing missing":           func(r *Result) { r.NotComputable[0].Missing = []string{} },
		"campaigns null":            func(r *Result) { r.Campaigns = nil },
		"a campaign with a rival":   func(r *Result) { r.Campaigns[0].Hypothesis = "reseller" },
		"a group without":           func(r *Result) { r.Groups[0].Hypothesis = "" },
		"a group that is a crowd":   func(r *Result) { r.Groups[0].Hypothesis = "crowd" },
		"an id of another form":     func(r *Result) { r.Groups[0].ID = "heron" },
		"a q-value of two":          func(r *Result) { r.Campaigns[0].QValue = 2 },
		"an unknown confidence":     func(r *Result) { r.Campaigns[0].Confidence = "sure" },
		"an unknown likelihood":     func(r *Result) { r.Campaigns[0].Likelihood = "probable" },
		"nobody accused":            func(r *Result) { r.Campaigns[0].Accounts = 0 },
		"a negative bound":          func(r *Result) { r.Campaigns[0].ExchangesAttributed.Low = -1 },
		"no first day":              func(r *Result) { r.Campaigns[0].First = "" },
		"an unknown family":         func(r *Result) { r.Campaigns[0].Families[0].Family = "nationality" },
		"a reason without words":    func(r *Result) { r.Campaigns[0].Families[0].Reasons[0].Text = "" },
		"a share over one":          func(r *Result) { r.Campaigns[0].Targets[0].Share = 1.5 },
		"odds over a campaign":      func(r *Result) { r.Campaigns[0].Hypotheses[0].Name = "campaign" },
		"no members":                func(r *Result) { r.Campaigns[0].Members = []Member{} },
		"a role of another kind":    func(r *Result) { r.Campaigns[0].Members[0].Role = "thief" },
		"a probability below zero":  func(r *Result) { r.Campaigns[0].Members[0].Probability = -.1 },
		"a member without a name":   func(r *Result) { r.Campaigns[0].Members[0].Account = "" },
		"a family without reasons":  func(r *Result) { r.Campaigns[0].Families[0].Reasons = nil },
		"no family of evidence":     func(r *Result) { r.Campaigns[0].Families = []Evidence{} },
		"a code with capitals":      func(r *Result) { r.Campaigns[0].Families[0].Reasons[0].Code = "Style" },
		"negative benign accounts":  func(r *Result) { r.Calibration.Blocks = -1 },
		"bound rows null":           func(r *Result) { r.Bound.Rows = nil },
		"a part over one":           func(r *Result) { r.Bound.Rows[1].Camouflage[0].Means = known(1.5) },
		"a campaign of nobody":      func(r *Result) { r.Bound.Rows[0].Accounts = 0 },
		"a detector without a name": func(r *Result) { r.NotComputable[0].Detector = "" },
	} {
		r := sample()
		spoil(&r)
		if err := valid(t, s, r); err == nil {
			t.Errorf("%s: the schema takes it", name)
		}
	}
}

func TestSchemaTakesNoOtherKey(t *testing.T) {
	s := compiled(t)
	text, err := json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	var places int
	var walk func(v any, root any)
	walk = func(v any, root any) {
		switch x := v.(type) {
		case map[string]any:
			x["prompt"] = "anything"
			if s.Validate(root) == nil {
				t.Errorf("the schema takes an unknown key beside %v", sortedKeys(x))
			}
			delete(x, "prompt")
			places++
			for _, k := range sortedKeys(x) {
				walk(x[k], root)
			}
		case []any:
			for _, e := range x {
				walk(e, root)
			}
		}
	}
	var root any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	walk(root, root)
	if places < 20 {
		t.Fatalf("only %d objects were tried", places)
	}
}

// TestSchemaNamesEveryField walks the structs and the schema side by side.
func TestSchemaNamesEveryField(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(ResultSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	properties := func(node map[string]any) map[string]any {
		p, _ := node["properties"].(map[string]any)
		return p
	}
	follow := func(node map[string]any) map[string]any {
		for {
			ref, ok := node["$ref"].(string)
			if !ok {
				return node
			}
			node = schema["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		}
	}
	var walk func(at string, typ reflect.Type, node map[string]any)
	walk = func(at string, typ reflect.Type, node map[string]any) {
		inner := follow(node)
		var required []any
		if r, ok := inner["required"].([]any); ok {
			required = r
		}
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			p, ok := properties(inner)[name].(map[string]any)
			if name == "hypothesis" { // of groups only
				continue
			}
			if !ok {
				t.Errorf("%s.%s is not in the schema", at, name)
				continue
			}
			if options == "" && !slices.Contains(required, any(name)) {
				t.Errorf("%s.%s is always written and not required", at, name)
			}
			elem := f.Type
			if elem.Kind() == reflect.Slice {
				elem = elem.Elem()
				p, _ = p["items"].(map[string]any)
			}
			if elem.Kind() == reflect.Struct {
				walk(at+"."+name, elem, p)
			}
		}
		tags := map[string]bool{}
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			tags[name] = true
		}
		for _, name := range sortedKeys(properties(inner)) {
			if !tags[name] {
				t.Errorf("%s.%s is in the schema and in no struct", at, name)
			}
		}
	}
	walk("", reflect.TypeFor[Result](), schema)
	if _, ok := properties(schema["$defs"].(map[string]any)["group"].(map[string]any))["hypothesis"]; !ok {
		t.Error("groups have no hypothesis in the schema")
	}
}

// TestSchemaKnowsTheWords holds the schema's enumerations against the code's.
func TestSchemaKnowsTheWords(t *testing.T) {
	s := compiled(t)
	for h := organisationH; h < hypotheses; h++ {
		r := sample()
		r.Groups[0].Hypothesis = hypothesisNames[h]
		r.Campaigns[0].Hypotheses[0].Name = hypothesisNames[h]
		if err := valid(t, s, r); err != nil {
			t.Errorf("%s: %v", hypothesisNames[h], err)
		}
	}
	for _, f := range link.Families {
		r := sample()
		r.Campaigns[0].Families[0].Family = string(f)
		if err := valid(t, s, r); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	for odds := -8.; odds <= 8; odds += .25 {
		for _, confidence := range []string{"low", "moderate", "high"} {
			r := sample()
			r.Campaigns[0].Confidence, r.Campaigns[0].Likelihood = confidence, likelihood(odds, confidence)
			if err := valid(t, s, r); err != nil {
				t.Errorf("odds of %v: %v", odds, err)
			}
		}
	}
}
