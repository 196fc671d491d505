package cue

// Cue is a small sign of an intent or of a capability. Two cues of one intent
// are different evidence: phrases that people use together share one.
type Cue uint8

// The cues, by what they speak for.
const (
	// Reasoning elicitation.
	Steps   Cue = iota // asks for the steps or the reasoning
	Whole              // asks for all of it: hidden, verbatim, nothing skipped
	First              // asks to reason before the answer
	Reflect            // asks for reflection and backtracking in the reasoning
	Boxed              // says where the final answer goes

	// Synthetic-instruction generation.
	MakeTasks // asks for tasks, prompts or questions to be made
	Diverse   // wants them diverse
	Training  // for training or a model
	Harder    // wants them harder than given ones
	Rewritten // a given prompt becomes a new one
	SelfChat  // both sides of a conversation with an assistant

	// Rubric grading.
	Grade     // asks to grade an answer
	Scale     // on a scale, by a rubric
	Reference // against a reference answer
	Impartial // as an impartial judge
	Verdict   // in a fixed form

	// Preference pairs.
	PairBetter  // which of two answers is better
	PairCompare // compare two answers
	Preference  // names preference data
	Tie         // allows a tie

	// Trace cleaning.
	CleanTrace // asks to clean a reasoning trace
	Filler     // of repetition and dead ends
	KeepTrace  // and to keep its content
	TraceData  // as data for a model

	// Policy-safe rewriting.
	SafeRewrite // rewrite something sensitive
	SafeAvoid   // avoid the sensitive
	SafeData    // as data for a model
	SafeVersion // names a safe version

	// Tool trajectories.
	ToolForm     // tool calls with their arguments
	ToolPath     // actions and observations
	ToolSimulate // simulate a tool
	ToolTasks    // make tasks for tools
	ToolData     // as data for a model

	// Capabilities alone.
	Translate
	Extract
	Write
	Science
	Harm

	Cues // how many there are
)

// rules: each line is a cue, the concepts it needs, and within how many
// words. A cue with several lines is shown by any of them.
var rules = []struct {
	cue    Cue
	window int32
	need   []concept
}{
	{Steps, 8, []concept{show, reasoning}},
	{Steps, 1, []concept{stepwise}},
	{Whole, 8, []concept{whole, reasoning}},
	{First, 12, []concept{before, reasoning}},
	{First, 12, []concept{before, stepwise}},
	{Reflect, 24, []concept{reflect, reasoning}},
	{Boxed, 10, []concept{place, finalAnswer}},

	{MakeTasks, 10, []concept{generate, tasks}},
	{Diverse, 12, []concept{diverse, tasks}},
	{Training, 16, []concept{training, tasks}},
	{Training, 10, []concept{training, generate}},
	{Harder, 16, []concept{harder, tasks}},
	{Rewritten, 10, []concept{rewrite, givenPrompt}},
	{SelfChat, 24, []concept{bothSides, generate}},
	{SelfChat, 16, []concept{bothSides, assistant}},

	{Grade, 12, []concept{grade, answer}},
	{Scale, 16, []concept{grade, scale}},
	{Reference, 16, []concept{reference, answer}},
	{Reference, 16, []concept{reference, grade}},
	{Impartial, 12, []concept{impartial, grade}},
	{Impartial, 16, []concept{impartial, answer}},
	{Verdict, 16, []concept{verdict, grade}},

	{PairBetter, 16, []concept{pair, better}},
	{PairCompare, 16, []concept{pair, compare}},
	{Preference, 16, []concept{preference, pair}},
	{Preference, 16, []concept{preference, training}},
	{Tie, 24, []concept{tie, pair}},

	{CleanTrace, 10, []concept{clean, reasoning}},
	{Filler, 16, []concept{filler, reasoning}},
	{KeepTrace, 16, []concept{keep, reasoning}},
	{TraceData, 16, []concept{training, reasoning}},

	{SafeRewrite, 10, []concept{rewrite, policy}},
	{SafeAvoid, 10, []concept{avoid, policy}},
	{SafeData, 16, []concept{training, policy}},
	{SafeVersion, 1, []concept{safeVersion}},

	{ToolForm, 16, []concept{tool, callForm}},
	{ToolPath, 16, []concept{tool, trajectory}},
	{ToolSimulate, 10, []concept{tool, simulate}},
	{ToolTasks, 16, []concept{tool, generate, tasks}},
	{ToolData, 16, []concept{tool, training}},

	{Translate, 1, []concept{translate}},
	{Extract, 1, []concept{extract}},
	{Write, 10, []concept{generate, composition}},
	{Science, 1, []concept{science}},
	{Harm, 1, []concept{harm}},
}
