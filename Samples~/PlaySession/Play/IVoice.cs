using Repartee.Dialogue;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// What makes an NPC's lines. All calls come from the game's thread and return at once; text arrives in a <see cref="SpokenText"/>.
/// </summary>
internal interface IVoice
{
    /// <summary>Whether the line that was asked for is finished, or failed.</summary>
    bool IsDone { get; }

    /// <summary>Whether a conversation is open.</summary>
    bool IsOpen { get; }

    /// <summary>Begins a conversation with a state that ends with somebody's line, and asks for the answer.</summary>
    void Begin(DialogueState state, SpokenText spoken);

    /// <summary>Says one more line in the open conversation, and asks for the answer.</summary>
    void Continue(string line, SpokenText spoken);

    /// <summary>Rewards the last answer.</summary>
    void Reward(string name, double value);

    /// <summary>Ends the open conversation; an actor that learns gets it now.</summary>
    void End();

    /// <summary>Gives up a line that is being made.</summary>
    void Cancel();

    /// <summary>Why there was no answer; null where there was one.</summary>
    string? TakeError();
}
