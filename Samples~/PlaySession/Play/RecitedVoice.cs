using System;
using System.Diagnostics;
using Repartee.Dialogue;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// The voice of an NPC without Repartee: it recites a solution of the row, about as fast as the small actor speaks. So the game has the
/// same to do when Repartee is off.
/// </summary>
internal sealed class RecitedVoice : IVoice
{
    private const int CharactersPerSecond = 40;

    private string line = "";
    private SpokenText? spoken;
    private long started;
    private int said;
    private int turns;

    /// <inheritdoc/>
    public bool IsDone
    {
        get
        {
            Speak();
            return said >= line.Length;
        }
    }

    /// <inheritdoc/>
    public bool IsOpen { get; private set; }

    /// <inheritdoc/>
    public void Begin(DialogueState state, SpokenText target)
    {
        IsOpen = true;
        Recite(state.Solutions.Count > 0 ? state.Solutions[turns % state.Solutions.Count] : "I have nothing to say to that.", target);
    }

    /// <inheritdoc/>
    public void Continue(string playerLine, SpokenText target) => Recite("I have said all there is to say, friend.", target);

    /// <inheritdoc/>
    public void Reward(string name, double value)
    {
        // Nobody learns.
    }

    /// <inheritdoc/>
    public void End() => IsOpen = false;

    /// <inheritdoc/>
    public void Cancel() => said = line.Length;

    /// <inheritdoc/>
    public string? TakeError() => null;

    private void Recite(string text, SpokenText target)
    {
        (line, spoken, said, started) = (text, target, 0, Stopwatch.GetTimestamp());
        turns++;
        target.Clear();
    }

    private void Speak()
    {
        int due = Math.Min(line.Length, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * CharactersPerSecond));
        if (spoken is null || due <= said)
            return;
        spoken.Append(line.AsSpan(said, due - said));
        said = due;
    }
}
