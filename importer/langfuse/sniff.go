package langfuse

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/importer/body"
)

// Sniff says how much first, some whole lines, looks like an export of
// Langfuse, from 0 to 100: the score of its best line.
func Sniff(first []byte) int {
	return body.Best(first, func(o *fastjson.Object) int { return likeness(o, 0) })
}

// likeness knows an event by its type, an observation by its type or by two
// names, and a trace by three, or by two of which one
// is the user or the session in camel case.
func likeness(o *fastjson.Object, depth int) int {
	k := kindOf(o)
	inner := func(key string) int {
		first := o.Get(key).GetArray()
		if depth > 0 || len(first) == 0 || first[0].GetObject() == nil {
			return 0
		}
		return likeness(first[0].GetObject(), 1)
	}
	switch k {
	case batch:
		return inner("batch")
	case page:
		return inner("data")
	case session:
		return inner("traces")
	case event:
		if noun(o) == "" {
			return 0
		}
		return 100
	case score:
		return 80
	case observation:
		if observations[typeOf(o)] && get(o, "traceId", "trace_id") != nil {
			return 100
		}
		if o.Get("start_time") != nil {
			return min(90, 30*count(o, 1, observationNames))
		}
		return min(90, 30*count(o, 0, observationNames))
	case trace:
		n := 18 * max(count(o, 0, traceNames), count(o, 1, traceNames))
		if o.Get("timestamp") != nil && (o.Get("userId") != nil || o.Get("sessionId") != nil) {
			n += 20 // in that case
		}
		return min(90, n)
	}
	return 0
}

// The names that tell, in camel case and in snake case: an export keeps to one.
var (
	observationNames = [][2]string{
		{"traceId", "trace_id"}, {"parentObservationId", "parent_observation_id"}, {"providedModelName", "provided_model_name"},
		{"usageDetails", "usage_details"}, {"modelParameters", "model_parameters"}, {"promptTokens", "prompt_tokens"},
		{"statusMessage", "status_message"}, {"completionStartTime", "completion_start_time"}, {"level", "level"},
	}
	traceNames = [][2]string{
		{"sessionId", "session_id"}, {"userId", "user_id"}, {"projectId", "project_id"}, {"externalId", "external_id"},
		{"release", "release"}, {"version", "version"}, {"tags", "tags"}, {"public", "public"}, {"bookmarked", "bookmarked"},
		{"environment", "environment"}, {"observations", "observations"}, {"scores", "scores"}, {"htmlPath", "html_path"},
	}
)

// count is how many of the names a record has in one of the cases, whatever the
// value: an export writes every column.
func count(o *fastjson.Object, which int, names [][2]string) int {
	n := 0
	for _, name := range names {
		if o.Get(name[which]) != nil {
			n++
		}
	}
	return n
}
