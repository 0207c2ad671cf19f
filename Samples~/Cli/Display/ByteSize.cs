namespace Repartee.Samples.Cli.Display;

/// <summary>Numbers of bytes for people.</summary>
internal static class ByteSize
{
    /// <summary>Such as 3.1 MB, of a million bytes each.</summary>
    public static string Text(long bytes) => bytes switch
    {
        0 => "-",
        < 1_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:F0} kB",
        < 1_000_000_000 => $"{bytes / 1e6:F1} MB",
        _ => $"{bytes / 1e9:F2} GB",
    };
}
