using System;
using System.IO;
using System.Text.Json;

namespace Repartee.Samples.PlaySession.Frames;

/// <summary>Records of frames, in memory taken beforehand; written as JSON lines when the game is over.</summary>
internal sealed class FrameLog(int most)
{
    private readonly FrameRecord[] records = new FrameRecord[most];

    public int Count { get; private set; }

    /// <summary>Adds a frame; beyond its room nothing is kept.</summary>
    public void Add(in FrameRecord record)
    {
        if (Count < records.Length)
            records[Count++] = record;
    }

    /// <summary>One JSON object a line: the frames in their order, then the summary.</summary>
    public void Write(string file, FrameLogSummary summary)
    {
        using var output = new StreamWriter(file);
        foreach (ref readonly var record in records.AsSpan(0, Count))
            output.WriteLine(JsonSerializer.Serialize(record));
        output.WriteLine(JsonSerializer.Serialize(summary));
    }
}
