using Repartee.Benchmarks.Crash;

// What the tests of crashes start as a process of its own; tests themselves are run by their runner.
return args is [CrashChild.Verb, string actor, string run] ? CrashChild.Run(actor, run) : 1;
