#nullable enable
using System.CommandLine;
using Repartee.Samples.Scribe;

var root = new RootCommand("Makes a small tavern actor from nothing: writes its training text, its tokenizer and its weights.")
{
    ActorCommand.Create(),
    DialogueCommand.Create(),
    ScenesCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
