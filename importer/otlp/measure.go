package otlp

const (
	maxCost   = 512 << 20 // bytes that the decoder may make of a protobuf request
	maxNested = 90        // messages in messages; the decoder takes 100 of values alone
)

// form is a message of OTLP: what one costs the decoder in bytes beside its
// texts, about, and the messages in it by field.
type form struct {
	cost int
	in   [16]*form
}

var traceForm, logForm = forms()

// forms are those of requests of traces and of logs, after opentelemetry-proto.
func forms() (traces, logs *form) {
	value, list, pairs, pair := &form{cost: 48}, &form{cost: 64}, &form{cost: 64}, &form{cost: 96}
	pair.in[2], value.in[5], value.in[6], list.in[1], pairs.in[1] = value, list, pairs, value, pair
	resource, scope := &form{cost: 128}, &form{cost: 128}
	resource.in[1], resource.in[3], scope.in[3] = pair, &form{cost: 128}, pair
	event, link := &form{cost: 128}, &form{cost: 128}
	event.in[3], link.in[4] = pair, pair
	span, record := &form{cost: 384}, &form{cost: 384}
	span.in[9], span.in[11], span.in[13] = pair, event, link
	record.in[5], record.in[6] = value, pair
	request := func(record *form) *form {
		scopes := &form{cost: 128}
		scopes.in[1], scopes.in[2] = scope, record
		resources := &form{cost: 128}
		resources.in[1], resources.in[2] = resource, scopes
		request := new(form)
		request.in[1] = resources
		return request
	}
	return request(span), request(record)
}

// measure tells whether a request is small enough to decode: one of a few bytes
// a span would take a hundred times its size.
func measure(request []byte, f *form) bool {
	cost := 0
	return f.add(request, 0, &cost)
}

func (f *form) add(b []byte, depth int, cost *int) bool {
	if *cost += f.cost; *cost > maxCost || depth > maxNested {
		return false
	}
	for len(b) > 0 {
		field, rest, ok := cutField(b)
		if !ok {
			return true // the decoder will say so
		}
		b = rest
		if field.kind != bytesOf || field.number >= uint64(len(f.in)) {
			continue
		}
		if inner := f.in[field.number]; inner != nil && !inner.add(field.bytes, depth+1, cost) {
			return false
		}
	}
	return true
}
