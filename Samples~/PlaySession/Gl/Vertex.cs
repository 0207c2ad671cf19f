using System.Runtime.InteropServices;

namespace Repartee.Samples.PlaySession.Gl;

/// <summary>A corner: where it is drawn, in pixels from the upper left, where in the texture (0 to 1), and a colour.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct Vertex(float X, float Y, float U, float V, Colour Colour);
