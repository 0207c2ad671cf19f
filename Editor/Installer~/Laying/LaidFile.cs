using System.IO;
using System.Text;

namespace Repartee.Installer.Laying;

/// <summary>A file to lay: its place from the project's folder, written with '/', and its contents, a file or a text.</summary>
internal sealed record LaidFile(string Path, string? Source, string? Text)
{
    public static LaidFile Copy(string path, string source) => new(path, source, null);

    public static LaidFile Of(string path, string text) => new(path, null, text);

    public Stream Open() => Source is null ? new MemoryStream(Encoding.UTF8.GetBytes(Text!)) : File.OpenRead(Source);
}
