using System;
using System.Text;
using Repartee.Samples.PlaySession.Window;
using Repartee.Samples.Tavern;

namespace Repartee.Samples.PlaySession.Gl;

/// <summary>The functions of OpenGL 3.3 that this game calls, from the driver of the present context.</summary>
internal sealed unsafe class GlFunctions
{
    public readonly delegate* unmanaged<uint, void> Clear = (delegate* unmanaged<uint, void>)Find("glClear");
    public readonly delegate* unmanaged<float, float, float, float, void> ClearColor =
        (delegate* unmanaged<float, float, float, float, void>)Find("glClearColor");
    public readonly delegate* unmanaged<int, int, int, int, void> Viewport =
        (delegate* unmanaged<int, int, int, int, void>)Find("glViewport");
    public readonly delegate* unmanaged<uint, void> Enable = (delegate* unmanaged<uint, void>)Find("glEnable");
    public readonly delegate* unmanaged<uint, void> Disable = (delegate* unmanaged<uint, void>)Find("glDisable");
    public readonly delegate* unmanaged<uint, uint, void> BlendFunc = (delegate* unmanaged<uint, uint, void>)Find("glBlendFunc");
    public readonly delegate* unmanaged<uint, int, void> PixelStorei = (delegate* unmanaged<uint, int, void>)Find("glPixelStorei");
    public readonly delegate* unmanaged<int, int, int, int, uint, uint, void*, void> ReadPixels =
        (delegate* unmanaged<int, int, int, int, uint, uint, void*, void>)Find("glReadPixels");
    public readonly delegate* unmanaged<uint, byte*> GetString = (delegate* unmanaged<uint, byte*>)Find("glGetString");

    public readonly delegate* unmanaged<int, uint*, void> GenTextures = (delegate* unmanaged<int, uint*, void>)Find("glGenTextures");
    public readonly delegate* unmanaged<int, uint*, void> DeleteTextures = (delegate* unmanaged<int, uint*, void>)Find("glDeleteTextures");
    public readonly delegate* unmanaged<uint, uint, void> BindTexture = (delegate* unmanaged<uint, uint, void>)Find("glBindTexture");
    public readonly delegate* unmanaged<uint, uint, int, void> TexParameteri =
        (delegate* unmanaged<uint, uint, int, void>)Find("glTexParameteri");
    public readonly delegate* unmanaged<uint, int, int, int, int, int, uint, uint, void*, void> TexImage2D =
        (delegate* unmanaged<uint, int, int, int, int, int, uint, uint, void*, void>)Find("glTexImage2D");

    public readonly delegate* unmanaged<int, uint*, void> GenFramebuffers =
        (delegate* unmanaged<int, uint*, void>)Find("glGenFramebuffers");
    public readonly delegate* unmanaged<int, uint*, void> DeleteFramebuffers =
        (delegate* unmanaged<int, uint*, void>)Find("glDeleteFramebuffers");
    public readonly delegate* unmanaged<uint, uint, void> BindFramebuffer =
        (delegate* unmanaged<uint, uint, void>)Find("glBindFramebuffer");
    public readonly delegate* unmanaged<uint, uint, uint, uint, int, void> FramebufferTexture2D =
        (delegate* unmanaged<uint, uint, uint, uint, int, void>)Find("glFramebufferTexture2D");
    public readonly delegate* unmanaged<int, int, int, int, int, int, int, int, uint, uint, void> BlitFramebuffer =
        (delegate* unmanaged<int, int, int, int, int, int, int, int, uint, uint, void>)Find("glBlitFramebuffer");

    public readonly delegate* unmanaged<uint, uint> CreateShader = (delegate* unmanaged<uint, uint>)Find("glCreateShader");
    public readonly delegate* unmanaged<uint, int, byte**, int*, void> ShaderSource =
        (delegate* unmanaged<uint, int, byte**, int*, void>)Find("glShaderSource");
    public readonly delegate* unmanaged<uint, void> CompileShader = (delegate* unmanaged<uint, void>)Find("glCompileShader");
    public readonly delegate* unmanaged<uint, void> DeleteShader = (delegate* unmanaged<uint, void>)Find("glDeleteShader");
    public readonly delegate* unmanaged<uint> CreateProgram = (delegate* unmanaged<uint>)Find("glCreateProgram");
    public readonly delegate* unmanaged<uint, uint, void> AttachShader = (delegate* unmanaged<uint, uint, void>)Find("glAttachShader");
    public readonly delegate* unmanaged<uint, void> LinkProgram = (delegate* unmanaged<uint, void>)Find("glLinkProgram");
    public readonly delegate* unmanaged<uint, uint, int*, void> GetProgramiv =
        (delegate* unmanaged<uint, uint, int*, void>)Find("glGetProgramiv");
    public readonly delegate* unmanaged<uint, int, int*, byte*, void> GetProgramInfoLog =
        (delegate* unmanaged<uint, int, int*, byte*, void>)Find("glGetProgramInfoLog");
    public readonly delegate* unmanaged<uint, int, int*, byte*, void> GetShaderInfoLog =
        (delegate* unmanaged<uint, int, int*, byte*, void>)Find("glGetShaderInfoLog");
    public readonly delegate* unmanaged<uint, void> DeleteProgram = (delegate* unmanaged<uint, void>)Find("glDeleteProgram");
    public readonly delegate* unmanaged<uint, void> UseProgram = (delegate* unmanaged<uint, void>)Find("glUseProgram");
    public readonly delegate* unmanaged<uint, byte*, int> GetUniformLocation =
        (delegate* unmanaged<uint, byte*, int>)Find("glGetUniformLocation");
    public readonly delegate* unmanaged<int, float, float, void> Uniform2f =
        (delegate* unmanaged<int, float, float, void>)Find("glUniform2f");

    public readonly delegate* unmanaged<int, uint*, void> GenBuffers = (delegate* unmanaged<int, uint*, void>)Find("glGenBuffers");
    public readonly delegate* unmanaged<int, uint*, void> DeleteBuffers = (delegate* unmanaged<int, uint*, void>)Find("glDeleteBuffers");
    public readonly delegate* unmanaged<uint, uint, void> BindBuffer = (delegate* unmanaged<uint, uint, void>)Find("glBindBuffer");
    public readonly delegate* unmanaged<uint, nint, void*, uint, void> BufferData =
        (delegate* unmanaged<uint, nint, void*, uint, void>)Find("glBufferData");
    public readonly delegate* unmanaged<int, uint*, void> GenVertexArrays =
        (delegate* unmanaged<int, uint*, void>)Find("glGenVertexArrays");
    public readonly delegate* unmanaged<int, uint*, void> DeleteVertexArrays =
        (delegate* unmanaged<int, uint*, void>)Find("glDeleteVertexArrays");
    public readonly delegate* unmanaged<uint, void> BindVertexArray = (delegate* unmanaged<uint, void>)Find("glBindVertexArray");
    public readonly delegate* unmanaged<uint, void> EnableVertexAttribArray =
        (delegate* unmanaged<uint, void>)Find("glEnableVertexAttribArray");
    public readonly delegate* unmanaged<uint, int, uint, byte, int, nint, void> VertexAttribPointer =
        (delegate* unmanaged<uint, int, uint, byte, int, nint, void>)Find("glVertexAttribPointer");
    public readonly delegate* unmanaged<uint, int, uint, nint, void> DrawElements =
        (delegate* unmanaged<uint, int, uint, nint, void>)Find("glDrawElements");

    private static nint Find(string name)
    {
        byte[] terminated = Encoding.ASCII.GetBytes(name + '\0');
        fixed (byte* text = terminated)
        {
            nint found = Sdl.SDL_GL_GetProcAddress(text);
            return found != 0 ? found : throw new UsageException(
                $"Expected OpenGL 3.3, but the driver has no {name}. Update the graphics driver.");
        }
    }
}
