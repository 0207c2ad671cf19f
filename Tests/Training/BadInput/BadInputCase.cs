#nullable enable
using System;
using System.IO;
using System.Text.RegularExpressions;

namespace Repartee.Training.Tests.BadInput
{
    /// <summary>Something broken that a user may hand over, and how it is opened.</summary>
    internal sealed class BadInputCase
    {
        private readonly Action<string> open;

        /// <param name="title">What is broken, for the page.</param>
        /// <param name="open">Makes it in an empty folder and opens it.</param>
        internal BadInputCase(string title, Action<string> open)
        {
            Title = title;
            this.open = open;
        }

        internal string Title { get; }

        /// <summary>What the code says to it, with the folder's path as an ellipsis.</summary>
        internal string Message()
        {
            string folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            try
            {
                open(folder);
            }
            catch (Exception e) when (e is IOException || e is InvalidDataException || e is FormatException)
            {
                return WithoutFolder(e.Message, folder);
            }
            finally
            {
                Directory.Delete(folder, true);
            }

            throw new InvalidOperationException($"\"{Title}\" was accepted. Refuse it, or take it from the list.");
        }

        private static string WithoutFolder(string message, string folder) => Regex.Replace(
            message,
            Regex.Escape(folder) + @"(?:[\\/][\w.\-]+)*",
            path => "…" + path.Value.Substring(folder.Length).Replace('\\', '/'));
    }
}
