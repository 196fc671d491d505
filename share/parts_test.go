package share

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
	"github.com/stillhunt/stillhunt/share/taxii"
)

// partsVar names the folder in which scripts/share installed others' software.
const partsVar = "STILLHUNT_SHARE"

// python is one of the environments in that folder.
func python(t *testing.T, environment, program string) string {
	t.Helper()
	dir := os.Getenv(partsVar)
	if dir == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set: run scripts/share FOLDER and name the folder there", partsVar)
		}
		t.Skipf("%s is not set: run scripts/share FOLDER and name the folder there, to test with the software of OASIS and MISP", partsVar)
	}
	return filepath.Join(dir, environment, "bin", program)
}

// run runs one of the programs in testdata and reads the JSON that it prints.
func run(t *testing.T, out any, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(python(t, "peers", "python"), append([]string{filepath.Join("testdata", name)}, args...)...)
	var failed bytes.Buffer
	cmd.Stderr = &failed
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, out)
	}
	if err != nil {
		t.Fatalf("%s: %v: %s%s", name, err, text, failed.String())
	}
}

func file(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "file.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := write(f); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// Everything that leaves is valid to the validator of OASIS and loads with stix2.
func TestOthersReadTheBundle(t *testing.T) {
	python(t, "peers", "python")
	c := newCommunity(t, 180)
	a, b := two(t, c)
	o := a.options(c)
	o.Named = &Named{Entity: "Example Labs", Person: "R. Doe", Grounds: "an invoice"}
	found := collect(t, o)
	bundle := sent(t, found)
	seen := look(t, b, c, today, bundle)
	o.At, o.Answers = today.Add(2*time.Hour), by(t, bundle, found.indicatorID(&found.Indicators[0]), "Lab B")
	disputed := collect(t, o)
	for name, write := range map[string]func(io.Writer) error{
		"bundle":   found.WriteSTIX,
		"disputed": disputed.WriteSTIX,
		"answer": func(w io.Writer) error {
			return Answer{By: "Lab B", At: today, Counts: true}.Write(w, seen)
		},
		"dispute": func(w io.Writer) error {
			return Answer{By: "Lab B", At: today}.Dispute(w, bundle, []string{found.CampaignID()}, "it is ours")
		},
	} {
		t.Run(name, func(t *testing.T) {
			want := map[string]int{}
			for _, x := range thingsOf(t, write) {
				want[x.Type]++
			}
			got := map[string]int{}
			run(t, &got, "stix.py", file(t, write))
			if !reflect.DeepEqual(got, want) {
				t.Errorf("stix2 loads %v, want %v", got, want)
			}
		})
	}
}

func TestOthersReadTheMISPEvent(t *testing.T) {
	python(t, "peers", "python")
	c := newCommunity(t, 180)
	found := collect(t, newHouse(t, c, crew(12)).options(c))
	var want []string
	for _, i := range found.Indicators {
		want = append(want, i.Value)
	}
	slices.Sort(want)
	var got struct {
		Info   string
		Values []string
		IDs    bool
		Tags   []string
	}
	run(t, &got, "misp.py", file(t, func(w io.Writer) error { return found.Write(w, "misp") }))
	if !slices.Equal(got.Values, want) || got.IDs || !slices.Contains(got.Tags, "tlp:amber") || !strings.HasSuffix(got.Info, "flaxen harrier") {
		t.Errorf("pymisp loads %+v", got)
	}
}

const secret = "a-secret-of-sixteen"

// The client of OASIS is satisfied with our server.
func TestOthersAskOurServer(t *testing.T) {
	python(t, "peers", "python")
	c := newCommunity(t, 180)
	found := collect(t, newHouse(t, c, crew(12)).options(c))
	users, err := taxii.ParseUsers("lab-a write " + secret + " Lab A\n")
	if err != nil {
		t.Fatal(err)
	}
	store, err := taxii.OpenStore(filepath.Join(t.TempDir(), "c.jsonl"), func() time.Time { return today })
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s := &taxii.Server{Title: "Test", Users: users, Now: time.Now}
	s.Serve("campaigns", store)
	server := httptest.NewServer(s)
	defer server.Close()
	var got struct{ Pushed, Pulled int }
	run(t, &got, "taxii.py", server.URL+"/taxii2/", "lab-a", secret, file(t, found.WriteSTIX))
	if n := len(sent(t, found)); got.Pushed != n || got.Pulled != n {
		t.Errorf("pushed and pulled %+v of %d", got, n)
	}
}

// Our client is satisfied with the server of OASIS.
func TestWeAskTheirServer(t *testing.T) {
	url := medallion(t)
	c := newCommunity(t, 180)
	a, b := two(t, c)
	// Without the extension's definition: medallion 3.0.0 takes its version, 1.0.0,
	// for a time, and answers 500 to every question for objects from then on.
	bundle := slices.DeleteFunc(sent(t, collect(t, a.options(c))), func(x stix.Thing) bool { return x.Type == "extension-definition" })
	client := taxii.Client{URL: url + "/taxii2/", Login: "lab", Secret: "pw"}
	st, err := client.Push(t.Context(), bundle)
	if err != nil || st.Succeeded != len(bundle) || st.Failed+st.Pending != 0 {
		t.Fatalf("%+v, %v", st, err)
	}
	all, last, err := client.Pull(t.Context(), time.Time{})
	if err != nil || last.IsZero() {
		t.Fatal(last, err)
	}
	if f := look(t, b, c, today, all); f.Counts.Found != 4 || len(all) != len(bundle) {
		t.Errorf("of %d objects %d came back: %+v", len(bundle), len(all), f.Counts)
	}
	if all, _, err := client.Pull(t.Context(), last); err != nil || len(all) != 0 {
		t.Errorf("after the last there are %d more: %v", len(all), err)
	}
	client.Secret = "another"
	if _, _, err := client.Pull(t.Context(), time.Time{}); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("a wrong secret: %v", err)
	}
}

// medallion starts the TAXII server of OASIS and gives its address.
func medallion(t *testing.T) string {
	t.Helper()
	program := python(t, "medallion", "medallion")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(name string, v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	type m = map[string]any
	root := "http://" + address + "/group/"
	data := put("data.json", m{
		"/discovery": m{"title": "test", "default": root, "api_roots": []string{root}},
		"group": m{
			"information": m{"title": "group", "versions": []string{taxii.MediaType}, "max_content_length": 9765625}, "status": []any{},
			"collections": []any{m{"id": "91a7b528-80eb-42ed-a74d-c6fbd5a26116", "title": "campaigns", "can_read": true, "can_write": true,
				"media_types": []string{"application/stix+json;version=2.1"}, "objects": []any{}, "manifest": []any{}}},
		},
	})
	conf := put("conf.json", m{
		"backend": m{"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": data},
		"users":   m{"lab": "pw"}, "taxii": m{"max_page_size": 20}, // so that there are pages
	})
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--host", host, "--port", port, conf)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		stop()
		<-ended
		if t.Failed() {
			t.Logf("medallion says: %s", said.Bytes()[max(0, said.Len()-2000):])
		}
	})
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(time.Minute); ; {
		if c, err := net.Dial("tcp", address); err == nil {
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			return "http://" + address
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("medallion ended: %v: %s", err, said.String())
		case <-limit:
			t.Fatal("medallion does not answer")
		case <-tick.C:
		}
	}
}
