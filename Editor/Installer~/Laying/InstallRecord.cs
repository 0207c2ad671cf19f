using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Laying;

/// <summary>A file as it was laid. A path stands twice while one version is being replaced by another.</summary>
internal sealed record RecordedFile(string Path, string Sha256);

/// <summary>What an installation laid: <see cref="InstallLayout.Record"/> in the project.</summary>
internal sealed partial record InstallRecord(int Format, string Version, string What, string Torch, IReadOnlyList<RecordedFile> Files)
{
    public const int CurrentFormat = 1;

    private const string Remedy =
        "Restore it from version control, or delete it and the packages com.repartee.*dependencies in Packages, and install again.";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private static readonly string[] Folders = [$"Packages/{InstallLayout.Dependencies}/", $"Packages/{InstallLayout.InProcess}/"];

    public static InstallRecord Empty { get; } = new(CurrentFormat, "", "", "", []);

    /// <summary>Reads the record of a project; an empty one where nothing was installed. A record is untrusted: its paths get deleted.</summary>
    /// <exception cref="InstallationException">It is not what an installer wrote.</exception>
    public static InstallRecord Read(UnityProject unity)
    {
        string path = unity.At(InstallLayout.Record);
        if (!File.Exists(path))
            return Empty;
        try
        {
            InstallRecord? record = JsonSerializer.Deserialize<InstallRecord>(File.ReadAllBytes(path), Options);
            if (record is { Format: CurrentFormat, Version: not null, What: not null, Torch: not null, Files: not null }
                && record.Files.All(IsOurs))
                return record;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new InstallationException(
            $"Expected {path} to be a record of format {CurrentFormat} that names files of Repartee's packages only, but found another "
            + $"text. {Remedy}");
    }

    /// <summary>Writes it whole or not at all.</summary>
    public void Write(UnityProject unity) =>
        ProjectFiles.Write(unity, LaidFile.Of(InstallLayout.Record, JsonSerializer.Serialize(this, Options).ReplaceLineEndings("\n") + "\n"));

    private static bool IsOurs(RecordedFile? file) => file is { Path: not null, Sha256: not null } && Digest().IsMatch(file.Sha256)
        && Folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))
        && !file.Path.Contains('\\') && file.Path.Split('/').All(name => name is not ("" or "." or ".."));

    [GeneratedRegex("^[0-9a-f]{64}\\z")]
    private static partial Regex Digest();
}
